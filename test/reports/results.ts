import type { Counterexample, Result } from '../../checker/result.js';
import type { Catalogue } from '../../reports/catalogue.js';

/** A made-up world, so that a change of the model changes no report. */
export const catalogue: Catalogue = {
  designs: [
    { id: 'pvh-1-2', title: 'PVH dom0, version 1' },
    { id: 'pv-1-2', title: 'PV dom0, version 1' },
    { id: 'rfc', title: 'what was proposed' },
  ],
  properties: [
    {
      id: 'I1',
      name: 'identity',
      severity: 'defect',
      question: 'Is it the right line?',
      cites: 'thread 000 (somebody)',
    },
    { id: 'I9', name: 'no-ghost', severity: 'quality', question: 'Is nobody left?', cites: 'lab: seen' },
    { id: 'L1', name: 'attach', severity: 'defect', question: 'Does it end well?', cites: 'some.c' },
  ],
  grounds: (_, design) =>
    design === 'rfc'
      ? { basis: 'inferred', reason: 'nobody has tried' }
      : { basis: 'lab', reason: 'real Xen did it' },
};

type Step = Counterexample['steps'][number];

const step = (
  thread: string,
  operation: string | null,
  action: string,
  result: string,
  ...changes: Step['changes']
): Step => ({ thread, operation, actor: 'xen', action, args: 'GSI 38', result, changes });

const steps: readonly Step[] = [
  step('xl', 'xl.attach 00:02.0 dom1', 'map', '0', { cell: 'xen.pirq[dom1]', from: '-', to: 'irq 24' }),
  { ...step('qemu dom1', null, 'main_loop', '0'), actor: 'qemu' },
  step('xl', 'xl.attach 00:02.0 dom1', 'grant', '-EPERM'),
];
const prologue: readonly Step[] = [
  step('given', 'driver.bind 00:03.0', 'probe', '0'),
  step('given', 'driver.bind 00:03.0', 'bound', '0'),
];

/** A violation found by a search. */
export const violation = (property: string, design: string, scenario = 'T2/some'): Result => ({
  ...held(property, design, scenario),
  verdict: 'violated',
  trace: {
    token: `pq1.${property}-${design}`,
    minimal: 'shortest',
    witness: 'dom1 has GSI 24 and is wired to GSI 38',
    setting: ['IO-APICs with GSI 0-23, 24-55', '0000:00:02.0 is wired to GSI 38'],
    prologue,
    steps,
  },
});

/** A property that holds, as recorded. */
export const held = (property: string, design: string, scenario = 'T2/some'): Result => ({
  property,
  design,
  topology: 'T2',
  scenario,
  verdict: 'holds',
  expected: 'holds',
  basis: 'lab',
  exhaustive: true,
  states: 1234,
  transitions: 2000,
  depth: 30,
  runs: 0,
});

/** Every kind of verdict, with one surprise. */
export const results: readonly Result[] = [
  { ...violation('I1', 'pvh-1-2'), expected: 'violated' },
  { ...violation('I1', 'pv-1-2'), expected: 'violated' },
  { ...violation('I1', 'rfc'), expected: 'violated', basis: 'inferred' },
  held('I9', 'pvh-1-2'),
  violation('I9', 'pv-1-2'),
  { ...held('I9', 'rfc'), verdict: 'vacuous', expected: 'vacuous' },
  { ...held('L1', 'pvh-1-2'), verdict: 'inconclusive', limit: 'more than 10 states', exhaustive: false },
  held('L1', 'pv-1-2'),
  {
    ...held('L1', 'rfc'),
    verdict: 'not violated',
    expected: 'not violated',
    exhaustive: false,
    runs: 30,
    scenario: 'random',
  },
];
