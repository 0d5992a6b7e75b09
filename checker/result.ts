import { z } from 'zod';
import { bases } from '../properties/litmus/bases.js';
import type { TraceStep } from './trace.js';

/**
 * What a search can say about a property: it `holds` (every state was looked at), it was `not violated` (in a number of
 * sampled runs), `violated` (there is a trace), `vacuous` (nothing ever concerned it), its goal was never reached, or a
 * limit was hit.
 */
export const verdicts = [
  'holds',
  'not violated',
  'violated',
  'vacuous',
  'unreachable goal',
  'inconclusive',
] as const;
export type Verdict = (typeof verdicts)[number];

/** What is known of the length of a trace. */
export const guarantees = [
  /** Found by breadth-first search: no run to a violation is shorter. */
  'shortest',
  /** Found by a search that left orders of steps out; the plain search that would prove it hit a limit. */
  'not proven shortest',
  /** Shrunk from a random run, then searched breadth first in what was left. */
  'shrunk',
  /** The run a token describes. */
  'replayed',
] as const;

const count = z.number().int().min(0);

const step = z.strictObject({
  actor: z.string(),
  action: z.string(),
  args: z.string(),
  result: z.string(),
  changes: z.array(z.strictObject({ cell: z.string(), from: z.string(), to: z.string() })),
});

const result = z.strictObject({
  property: z.string(),
  design: z.string(),
  topology: z.string(),
  scenario: z.string(),
  verdict: z.enum(verdicts),
  /** The recorded verdict; null where none is recorded, as for a user's own scenario. */
  expected: z.enum(verdicts).nullable(),
  /** What the verdict rests on besides the model. */
  basis: z.enum(bases),
  /** Was every state looked at? */
  exhaustive: z.boolean(),
  states: count,
  transitions: count,
  /** Longest of the shortest runs to any state. */
  depth: count,
  /** Sampled runs; 0 for a search. */
  runs: count,
  trace: z
    .strictObject({
      token: z.string(),
      minimal: z.enum(guarantees),
      /** From the start of the machine: the `given:` part comes first. */
      steps: z.array(step),
      witness: z.string(),
    })
    .optional(),
});

/** The JSON report. The version changes when a field does. */
export const reportSchema = z.strictObject({ version: z.literal(1), results: z.array(result) });

/** One line of the JSON report. */
export type ResultRecord = z.output<typeof result>;

/** A run that violates a property. */
export interface Counterexample {
  readonly token: string;
  readonly minimal: (typeof guarantees)[number];
  /** The objects that clash, in one sentence. */
  readonly witness: string;
  /** The machine, as far as the scenario touches it, and what else is so from the start. */
  readonly setting: readonly string[];
  /** The `given:` part. */
  readonly prologue: readonly TraceStep[];
  readonly steps: readonly TraceStep[];
}

/** What became of one property in one system, or in the random systems of one design. */
export interface Result extends Readonly<Omit<ResultRecord, 'trace'>> {
  readonly trace?: Counterexample;
  /** For `inconclusive`: which limit was hit. */
  readonly limit?: string;
  /** What a reduced search left out, and why not what else. */
  readonly notes?: readonly string[];
}

/** Steps of a counterexample from the start of the machine. */
export const lengthOf = (c: Counterexample): number => c.prologue.length + c.steps.length;

/**
 * Does the verdict contradict what is recorded? A search that hit a limit contradicts nothing, nor do random runs that
 * missed what is known.
 */
export function unexpected({ verdict, expected, exhaustive }: Result): boolean {
  if (expected === null || verdict === expected || verdict === 'inconclusive') return false;
  return exhaustive || verdict === 'violated';
}

/** The JSON report of a run. */
export const toReport = (results: readonly Result[]): z.output<typeof reportSchema> => ({
  version: 1,
  results: results.map(({ trace, limit: _limit, notes: _notes, ...rest }) => ({
    ...rest,
    ...(trace
      ? {
          trace: {
            token: trace.token,
            minimal: trace.minimal,
            steps: [...trace.prologue, ...trace.steps].map(
              ({ thread: _thread, operation: _operation, ...s }) => ({
                ...s,
                changes: [...s.changes],
              }),
            ),
            witness: trace.witness,
          },
        }
      : {}),
  })),
});
