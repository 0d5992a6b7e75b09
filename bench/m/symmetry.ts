import type { Built } from '../../model/system.js';
import { Permutation } from '../../checker/symmetry/permutation.js';
import type { Symmetry } from '../../checker/symmetry/symmetry.js';
import type { M } from './model.js';

/**
 * The devices of M are interchangeable, all n! orders of them. Neighbours are exchanged, which sorts them; that every state is
 * treated alike is checked for those exchanges only.
 */
export function symmetryOfM({ system, model: { devices } }: Built<M>): Symmetry {
  const neighbours = Array.from({ length: devices - 1 }, (_, i) => {
    const pairs = ['gsi', 'dev', 'device '].map((name) => [`${name}${i}`, `${name}${i + 1}`] as const);
    return Permutation.of(system, new Map(pairs.flatMap(([a, b]) => [[a, b] as const, [b, a] as const])));
  });
  return { generators: neighbours, checked: neighbours };
}
