import { expect, test } from 'vitest';
import { recordOf } from '../../checker/record.js';
import { runCheck } from '../../checker/run-check.js';
import { defaultJob } from '../../cli/default-job.js';
import { expected, namesIn, violatedIn, type Recorded } from '../../properties/litmus/expectations.js';

/** What one scenario shows of one property under one design, in words. */
function verdict(cell: Recorded | undefined, property: string): string {
  if (!cell) return 'not recorded';
  const steps = violatedIn(cell).get(property);
  if (steps !== undefined) return `violated in ${steps} steps`;
  return namesIn(cell.vacuous).includes(property) ? 'vacuous' : 'holds';
}

function differences(scenario: string, design: string, now: Recorded | undefined): string[] {
  const before = expected[scenario]?.[design];
  const where = `${scenario} under ${design}`;
  const named = [before, now].flatMap((c) => (c ? [...violatedIn(c).keys(), ...namesIn(c.vacuous)] : []));
  const verdicts = [...new Set(named)].flatMap((p) => {
    const [was, is] = [verdict(before, p), verdict(now, p)];
    return was === is ? [] : [`${where}: ${p} was ${was}, is ${is}`];
  });
  const size = (c: Recorded | undefined): string =>
    c ? `${c.states} states, ${c.transitions} transitions` : 'none';
  return size(before) === size(now)
    ? verdicts
    : [...verdicts, `${where}: was ${size(before)}, is ${size(now)}`];
}

test(
  'verdicts, trace lengths, state and transition counts are as recorded (npm run bless)',
  { timeout: 900_000 },
  () => {
    const found = recordOf([...runCheck(defaultJob())].flat());
    const scenarios = [...new Set([...Object.keys(expected), ...Object.keys(found)])];
    const all = scenarios.flatMap((s) =>
      [...new Set([...Object.keys(expected[s] ?? {}), ...Object.keys(found[s] ?? {})])].flatMap((d) =>
        differences(s, d, found[s]?.[d]),
      ),
    );
    expect(all.join('\n')).toBe('');
  },
);
