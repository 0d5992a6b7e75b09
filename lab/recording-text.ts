import type { Recording } from '../checker/validate/recording.js';

/** A recording as JSON, one observation a line. */
export function recordingText(recording: Recording): string {
  const { boot, steps, ...head } = recording;
  const lines = (all: readonly unknown[], indent: string): string =>
    all.length === 0
      ? '[]'
      : `[\n${all.map((o) => `${indent} ${JSON.stringify(o)}`).join(',\n')}\n${indent}]`;
  const fields = Object.entries(head).map(([k, v]) => `${JSON.stringify(k)}: ${JSON.stringify(v)}`);
  const step = ({ events, after, ...rest }: Recording['steps'][number]): string => {
    const own = Object.entries(rest).map(([k, v]) => `${JSON.stringify(k)}: ${JSON.stringify(v)}`);
    return ` {\n  ${[...own, `"events": ${lines(events, '  ')}`, `"after": ${lines(after, '  ')}`].join(',\n  ')}\n }`;
  };
  fields.push(`"boot": ${lines(boot, '')}`, `"steps": [\n${steps.map(step).join(',\n')}\n]`);
  return `{\n${fields.join(',\n')}\n}\n`;
}
