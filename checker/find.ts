import { z } from 'zod';
import type { Built } from '../model/system.js';
import { InputError } from '../model/input-error.js';
import type { Scenario } from '../model/scenario.js';
import type { Move } from '../model/system.js';
import type { Property } from '../properties/property.js';
import { canonicalHash } from './canonical.js';
import { encodeToken } from './token.js';
import { replay, type TraceStep } from './trace.js';
import type { AnyDesign, Machine, Reproducer, Subject } from './subject.js';

const VERSION = 1;

/** Part of a file name: whatever it is, it stays in its folder. */
const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'not a name');

const schema = z.strictObject({
  version: z.literal(VERSION, `not version ${VERSION} of this format`),
  /** Property, design and what the shrunk system looks like: finds with the same key are one. */
  key: name,
  property: name,
  design: name,
  /** Of the run that found it. */
  seed: z.string(),
  /** The day it was found. */
  found: z.string(),
  token: z.string(),
  witness: z.string(),
  topology: z.record(z.string(), z.unknown()),
  scenario: z.record(z.string(), z.unknown()),
  /** The run in words, for readers: a token of another version of the model cannot be replayed. */
  steps: z.array(z.string()),
});

/** A violation somebody found at random, with all that is needed to look for it again. */
export interface Find extends Omit<z.output<typeof schema>, 'topology' | 'scenario'>, Reproducer {}

/** A run that violates a property. */
export interface Violating extends Reproducer {
  readonly built: Built;
  readonly path: readonly Move[];
  readonly witness: string;
}

/** What two finds of one violation have in common. */
export const keyOf = (subject: Subject, property: Property, design: AnyDesign, r: Reproducer): string =>
  `${property.id}-${design.id}-${canonicalHash(subject, r)}`;

/** Writes a violating run down. `built` must not be fused: tokens tell of single steps. */
export function findOf(
  subject: Subject,
  { topology, scenario, built, path, witness }: Violating,
  property: Property,
  design: AnyDesign,
  { seed, found }: Pick<Find, 'seed' | 'found'>,
): Find {
  const { prologue, steps } = replay(built, path);
  return {
    version: VERSION,
    key: keyOf(subject, property, design, { topology, scenario }),
    property: property.id,
    design: design.id,
    seed,
    found,
    token: encodeToken({ design: design.id, property: property.id, topology, scenario, path }),
    witness,
    topology,
    scenario,
    steps: [...prologue, ...steps].map(inWords),
  };
}

const inWords = (s: TraceStep): string => `${s.thread}: ${s.actor} ${s.action}(${s.args}) -> ${s.result}`;

/** How the parts of a find are read; both throw InputError naming the place. */
export interface Parsers {
  topology(input: unknown, place: string): Machine;
  scenario(input: unknown, place: string): Scenario;
}

/** Checks a find that was read from `place`. Throws InputError naming the place and the field. */
export function parseFind(input: unknown, place: string, parsers: Parsers): Find {
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new InputError(`${place}${issue.path.map((p) => `.${String(p)}`).join('')}`, issue.message);
  }
  const { topology, scenario, ...rest } = parsed.data;
  return {
    ...rest,
    topology: parsers.topology(topology, `${place}.topology`),
    scenario: parsers.scenario(scenario, `${place}.scenario`),
  };
}
