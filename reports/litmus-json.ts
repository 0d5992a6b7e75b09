import { z } from 'zod';
import { isAsked, type LitmusMatrix, type Row } from '../checker/cell.js';
import { observationOf } from '../checker/outcomes.js';
import { toReport, verdicts } from '../checker/result.js';
import { bases } from '../properties/litmus/bases.js';
import { clashesOf, isViolated, type Clash } from './lettering.js';
import { clashOf } from './litmus-signs.js';

const count = z.number().int().min(0);

const cell = z.union([
  z.strictObject({ design: z.string(), verdict: z.literal('n/a'), reason: z.string() }),
  z.strictObject({
    design: z.string(),
    verdict: z.enum(verdicts),
    expected: z.enum(verdicts).nullable(),
    basis: z.enum(bases),
    states: count,
    transitions: count,
    depth: count,
    /** What herd would say, and in how many outcomes; null where they were not counted. */
    observed: z.enum(['never', 'sometimes', 'always']).nullable(),
    outcomes: z.strictObject({ seen: count, unseen: count }).nullable(),
    /** Of a vacuous cell: why nothing that the question is about happens. */
    reason: z.string().optional(),
    /** Of a violated cell: the letter of its clash, and the token that replays its own counterexample. */
    clash: z.string().optional(),
    token: z.string().optional(),
  }),
]);

const row = z.strictObject({
  scenario: z.string(),
  property: z.string(),
  question: z.string(),
  cells: z.array(cell),
  /** What clashes in the violated cells, with the steps of the shortest counterexample. */
  clashes: z.array(
    z.strictObject({
      letter: z.string(),
      witness: z.string(),
      design: z.string(),
      steps: z.array(z.unknown()),
    }),
  ),
});

/** The JSON form of the litmus matrices. The version changes when a field does. */
export const litmusSchema = z.strictObject({
  version: z.literal(1),
  matrices: z.array(
    z.strictObject({
      designs: z.array(z.strictObject({ id: z.string(), title: z.string() })),
      rows: z.array(row),
    }),
  ),
});

/** The litmus matrices as JSON, one row per line. */
export function litmusJson(matrices: readonly LitmusMatrix[]): string {
  const bodies = matrices.map(({ designs, rows }) => {
    const columns = JSON.stringify(designs.map(({ id, title }) => ({ id, title })));
    const lines = rows.map((r) => JSON.stringify(recordOf(r, designs)));
    return `{"designs":${columns},"rows":[\n${lines.join(',\n')}\n]}`;
  });
  return `{"version":1,"matrices":[${bodies.join(',\n')}]}\n`;
}

function recordOf(r: Row, designs: LitmusMatrix['designs']): z.output<typeof row> {
  const clashes = clashesOf(r);
  return {
    scenario: r.scenario,
    property: r.property.id,
    question: r.question,
    cells: r.cells.map((c, i) => cellRecord(c, designs[i]!.id, clashes)),
    clashes: clashes.map(({ letter, witness, shortest }) => ({
      letter,
      witness,
      design: shortest.design,
      steps: toReport([shortest]).results[0]!.trace!.steps,
    })),
  };
}

function cellRecord(
  one: Row['cells'][number],
  design: string,
  clashes: readonly Clash[],
): z.output<typeof cell> {
  if (!isAsked(one)) return { design, verdict: 'n/a', reason: one.reason };
  const { result, outcomes, why } = one;
  const { verdict, expected, basis, states, transitions, depth } = result;
  const observed = outcomes && observationOf(outcomes);
  const record = { design, verdict, expected, basis, states, transitions, depth, observed, outcomes };
  if (why !== undefined) return { ...record, reason: why };
  if (!isViolated(one)) return record;
  const { witness, token } = one.result.trace;
  return { ...record, clash: clashOf(witness, clashes).letter, token };
}
