import { expect, test } from 'vitest';
import { style } from '../../reports/style.js';
import type { SynthesisReport } from '../../reports/synthesis-report.js';
import { synthesisText } from '../../reports/synthesis-text.js';

const question = (scenario: string) => ({
  scenario,
  property: { id: 'I1', name: 'identity' },
  question: 'Which line does the guest get?',
});
const pick = (dimension: string, value: string) => ({ dimension, value, what: `${value} does it` });

const green: SynthesisReport = {
  base: 'rfc',
  questions: 12,
  dimensions: ['source', 'pin', 'filter'],
  combinations: 12_345,
  sets: [
    { design: 'rfc+source=gsi+pin=nobody', picks: [pick('source', 'gsi'), pick('pin', 'nobody')] },
    { design: 'rfc+source=gsi+filter=all', picks: [pick('source', 'gsi'), pick('filter', 'all')] },
  ],
  mostChanges: null,
  fewest: true,
  hopeless: [],
  core: [],
  meaningless: 0,
  red: [],
  vacuous: [],
  done: true,
};

const text = (report: SynthesisReport): string => synthesisText(report, style(false)).join('\n');

test('sets that turn everything green', () => {
  expect(text(green)).toMatchSnapshot();
});

test('one set that turns all green that can be', () => {
  const some = { sets: green.sets.slice(0, 1), hopeless: [question('T1/never')] };
  const cell = (name: string) => ({
    ...question(name),
    red: 2345,
    runs: 12,
    command: `pirqcheck check --scenario ${name} --property I1 --design rfc`,
    without: 'rfc+pin=nobody',
  });
  const core = [cell('T1/one'), cell('T1/other')];
  const red = [question('T1/never'), question('T1/other')];
  const vacuous = [question('T1/empty')];
  const report = { ...green, ...some, core, red, vacuous, fewest: false, meaningless: 45 };
  expect(text(report)).toMatchSnapshot();
  expect(text({ ...report, done: false, hopeless: [], core: [] })).toMatch(
    /Not known: .*\n(.*\n)*.*the search was not finished/,
  );
});

test('of many sets the first, and where the rest is', () => {
  const sets = Array.from({ length: 40 }, (_, i) => ({
    design: `rfc+pin=${i}`,
    picks: [pick('pin', String(i))],
  }));
  expect(text({ ...green, sets })).toMatch(/Set 12\n.*\n.*pin=11\n\n\.\.\. and 28 more: --json/);
});

test('nothing to change', () => {
  expect(text({ ...green, sets: [{ design: 'rfc', picks: [] }] })).toContain(
    '1 set of 0 choices turns every cell green',
  );
});
