import { expect, test } from 'vitest';
import { proofOf, recheck } from '../../../checker/synthesis/proof.js';
import { conflictOf } from '../../../checker/synthesis/synthesise.js';
import type { Knowledge } from '../../../checker/synthesis/knowledge.js';
import { knowledgeOf } from '../../../cli/synthesis-task.js';
import { questionsOf } from '../../../cli/litmus.js';

const base = 'pvh-6.12-4.20';
/** What `pirqcheck synthesize` finds, which takes more time than this test. */
const BEST = {
  'gsi-source': 'gsi-sysfs',
  pin: 'pciback-map-setup',
  'no-gsi': 'allowed',
  eexist: 'bind',
  references: 'toolstack',
  'masked-line': 'unbound',
  'hwdom-right': 'kept',
  claim: 'transaction',
  'vf-record': 'dom0',
};

const questions = questionsOf({})
  .filter((q) => q.subject.id === 'x86')
  .map((q) => ({ scenario: q.scenario.name, property: q.property.id }));
const all = questions.map((_, q) => q);
const named = (list: readonly number[]): string[] =>
  list.map((q) => `${questions[q]!.scenario} ${questions[q]!.property}`);
const knowledge: Knowledge = knowledgeOf({ base, questions });

test('the smallest set of cells of the catalogue that no combination turns green together, with its proof', () => {
  const { hopeless, core } = conflictOf(knowledge, all);
  expect({ hopeless: named(hopeless), core: named(core) }).toMatchInlineSnapshot(`
    {
      "core": [
        "T1/attach A1",
        "T1/crash-while-attaching I18",
      ],
      "hopeless": [],
    }
  `);
  const proof = proofOf(knowledge, core)!;
  expect(proof.refutations.every(({ because }) => 'path' in because)).toBe(true);
  const { subject, space } = knowledge;
  expect(recheck(subject, space, knowledge.questions, proof)).toBeNull();
  const gap = { ...proof, refutations: proof.refutations.slice(1) };
  expect(recheck(subject, space, knowledge.questions, gap)).toMatch(/^nothing is said of /);
  const widened = proof.refutations.map((r, i) =>
    i === 0 ? { ...r, cube: knowledge.space.values.map((v) => 2 ** v.length - 1) } : r,
  );
  expect(recheck(subject, space, knowledge.questions, { ...proof, refutations: widened })).toMatch(
    /no violation of/,
  );
});

test('the combination that turns most of the others green', () => {
  const { space } = knowledge;
  const best = space.values.map((values, d) => {
    const wanted = Object.entries(BEST).find(([dimension]) => dimension === space.dimensions[d]);
    return wanted ? values.findIndex((v) => v?.value === wanted[1]) : 0;
  });
  expect(knowledge.meaningless(best)).toBeNull();
  const verdicts = all.map((q) => knowledge.approval(q, best) ?? 'red');
  const which = (verdict: string): string[] => named(all.filter((q) => verdicts[q] === verdict));
  expect({ red: which('red'), vacuous: which('vacuous') }).toMatchInlineSnapshot(`
    {
      "red": [
        "T1/crash-while-attaching I18",
        "T1/detach-paused I11",
        "T3/two-at-once I5",
      ],
      "vacuous": [
        "T1/attach-ghost I9",
        "T7/attach-detach I6",
        "T7/back-to-dom0 L4",
        "T7/round-trip L4",
      ],
    }
  `);
});
