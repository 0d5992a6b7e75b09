import fc from 'fast-check';
import seedrandom from 'seedrandom';

/**
 * All randomness comes from one named seed, a string the caller chooses and prints. Different uses of one seed are told
 * apart by a label, so that adding a use does not change the others.
 */
export type Random = () => number;

/** A generator of numbers in [0, 1), the same for the same seed and label (Alea, seedrandom 3). */
export const randomOf = (seed: string, label = ''): Random => seedrandom.alea(`${seed}/${label}`);

/** The 32-bit integer that fast-check wants as its seed. */
export const integerSeed = (seed: string, label = ''): number => seedrandom.alea(`${seed}/${label}`).int32();

/**
 * Checks a fast-check property with a named seed. Throws Error with the shrunk counterexample and how to replay it: the
 * same seed, and the path that leads to the counterexample at once.
 */
export function assertSeeded<Ts>(
  seed: string,
  property: fc.IRawProperty<Ts, false>,
  parameters: Omit<fc.Parameters<Ts>, 'seed'> = {},
): void {
  const details = fc.check(property, { ...parameters, seed: integerSeed(seed) }) as fc.RunDetails<Ts>;
  if (!details.failed) return;
  throw new Error(
    `${fc.defaultReportMessage(details)}\n\nReplay: seed "${seed}", path "${details.counterexamplePath ?? ''}"`,
    { cause: details.errorInstance },
  );
}
