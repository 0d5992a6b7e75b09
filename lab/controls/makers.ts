import type { Event, RecordedStep, Value } from '../../checker/validate/recording.js';

const GUEST = /\bdom[1-9]\b/g;
const SLOT = /[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]/g;

/** The commands of an operation that can have made a call: those that name no other device and no other guest than it does. */
function makersOf({ lines, beside = [] }: RecordedStep, { says }: Event): number[] {
  const may = (text: string, said: Value | undefined, names: RegExp): boolean => {
    const named = text.match(names);
    const [about] = String(said ?? '').match(names) ?? [];
    return about === undefined || named === null || named.includes(about);
  };
  return [lines, ...beside.map((b) => b.lines)].flatMap((command, i) => {
    const text = command.join(' ');
    return may(text, says['domain'], GUEST) && may(text, says['device'], SLOT) ? [i] : [];
  });
}

/** Were two calls made by two commands that ran at once? Undefined where the lines do not tell. */
export function fromTwoCommands(step: RecordedStep, a: Event, b: Event): boolean | undefined {
  const [ofA, ofB] = [makersOf(step, a), makersOf(step, b)];
  if (!ofA.some((maker) => ofB.includes(maker))) return true;
  return ofA.length === 1 && ofB.length === 1 ? false : undefined;
}
