import { z } from 'zod';
import type { Cube } from '../checker/synthesis/cube.js';
import type { Knowledge } from '../checker/synthesis/knowledge.js';
import { recheck, type Proof } from '../checker/synthesis/proof.js';
import type { Combination, Space } from '../checker/synthesis/space.js';
import { decodeToken, encodeToken } from '../checker/token.js';
import { InputError } from '../model/input-error.js';
import { knowledgeOf } from './synthesis-task.js';

/** Stands for what the base does in a dimension where that is none of its values. */
const AS_BASE = 'as the base';

const cube = z.record(z.string(), z.array(z.string()));

const schema = z.strictObject({
  version: z.literal(1),
  base: z.string(),
  /** Most choices that may differ from the base; null for as many as there are. */
  mostChanges: z.number().int().min(0).nullable(),
  cells: z.array(z.strictObject({ scenario: z.string(), property: z.string() })),
  /** Combinations that answer no question: all that take one of the values named, of each dimension named. */
  meaningless: z.array(z.strictObject({ why: z.string(), design: z.string(), choices: cube })),
  /** A run under a design that violates a cell. It does so under all combinations of these choices. */
  refuted: z.array(
    z.strictObject({
      scenario: z.string(),
      property: z.string(),
      design: z.string(),
      choices: cube,
      token: z.string(),
    }),
  ),
});

/** A proof that no combination turns some cells green, as a file: each run replays from its token. */
export type SynthesisProof = z.output<typeof schema>;

/** Writes a proof about these questions. Null where it rests on something that could not be decided. */
export function writeProof(
  { space, questions: all }: Knowledge,
  questions: readonly number[],
  { nonsense, refutations }: Proof,
  mostChanges: number | undefined,
): SynthesisProof | null {
  const named = (q: number) => ({ scenario: all[q]!.one.scenario.name, property: all[q]!.property.id });
  const choicesOf = (c: Cube): Record<string, string[]> =>
    Object.fromEntries(
      space.values.flatMap((values, d) => {
        const taken = values.filter((_, v) => (c[d]! & (1 << v)) !== 0).map((v) => v?.value ?? AS_BASE);
        return taken.length === values.length ? [] : [[space.dimensions[d]!, taken]];
      }),
    );
  const refuted = refutations.flatMap(({ question, cube: c, at, because }) => {
    if (!('path' in because)) return [];
    const design = space.designOf(at).id;
    const topology = all[question]!.one.topology.name;
    const token = encodeToken({ ...named(question), design, topology, path: because.path });
    return [{ ...named(question), design, choices: choicesOf(c), token }];
  });
  if (refuted.length < refutations.length) return null;
  return {
    version: 1,
    base: space.base.id,
    mostChanges: mostChanges ?? null,
    cells: questions.map(named),
    meaningless: nonsense.map(({ why, at, cube: c }) => ({
      why,
      design: space.designOf(at).id,
      choices: choicesOf(c),
    })),
    refuted,
  };
}

/** The proof as JSON, one cube in a line. */
export function proofJson({ meaningless, refuted, ...head }: SynthesisProof): string {
  const lines = (list: readonly object[]): string =>
    list.map((one) => `  ${JSON.stringify(one)}`).join(',\n');
  const opening = JSON.stringify(head).slice(0, -1);
  return `${opening},\n "meaningless":[\n${lines(meaningless)}\n ],\n "refuted":[\n${lines(refuted)}\n ]}\n`;
}

/** Checks a proof against the model as it is; returns what is wrong, or null. Throws InputError for what is none. */
export function recheckProof(input: unknown, place: string): { proof: SynthesisProof; wrong: string | null } {
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new InputError([place, ...path].join('.'), `is no proof of synthesize: ${message}`);
  }
  const proof = parsed.data;
  const { space, subject, questions } = knowledgeOf({ base: proof.base, questions: proof.cells });
  const cellOf = (r: SynthesisProof['refuted'][number]): number => {
    const q = proof.cells.findIndex((c) => c.scenario === r.scenario && c.property === r.property);
    if (q < 0) throw new InputError(place, `${r.scenario} ${r.property} is refuted, and not among its cells`);
    return q;
  };
  const wrong = recheck(subject, space, questions, {
    mostChanges: proof.mostChanges ?? undefined,
    nonsense: proof.meaningless.map(({ why, design, choices }) => ({
      why,
      at: combinationNamed(space, design, place),
      cube: cubeOf(space, choices, place),
    })),
    refutations: proof.refuted.map((r) => ({
      question: cellOf(r),
      at: combinationNamed(space, r.design, place),
      cube: cubeOf(space, r.choices, place),
      because: { path: decodeToken(r.token).path },
    })),
  });
  return { proof, wrong };
}

function combinationNamed(space: Space, design: string, place: string): Combination {
  const { base, dimensions, values } = space;
  const picks = new Map(
    design
      .slice(base.id.length)
      .split('+')
      .slice(1)
      .map((p) => p.split('=') as [string, string]),
  );
  const at = dimensions.map((d, i) => {
    const pick = picks.get(d);
    return pick === undefined ? 0 : valueNamed(values[i]!, pick, `${place}: ${design}`);
  });
  if (space.designOf(at).id !== design)
    throw new InputError(place, `${design} is no combination of ${base.id}`);
  return at;
}

function cubeOf(
  { dimensions, values }: Space,
  choices: Readonly<Record<string, readonly string[]>>,
  place: string,
): Cube {
  for (const d of Object.keys(choices))
    if (!dimensions.includes(d)) throw new InputError(place, `there is no dimension ${d}`);
  return dimensions.map((d, i) =>
    (choices[d] ?? values[i]!.map((v) => v?.value ?? AS_BASE)).reduce(
      (bits, name) => bits | (1 << valueNamed(values[i]!, name, `${place}: ${d}`)),
      0,
    ),
  );
}

function valueNamed(values: Space['values'][number], name: string, place: string): number {
  const v = values.findIndex((value) => (value?.value ?? AS_BASE) === name);
  if (v < 0) throw new InputError(place, `there is no value ${name}`);
  return v;
}
