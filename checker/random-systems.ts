import { InputError } from '../model/input-error.js';
import { ModelBound } from '../model/model.js';
import type { Built } from '../model/system.js';
import type { Property } from '../properties/property.js';
import type { SampledResult, SamplerOptions } from './sampler.js';
import { shrink } from './shrink.js';
import { walk } from './walk.js';
import type { AnyDesign, Reproducer, Subject } from './subject.js';

/** Random walks through one random system. */
const WALKS = 200;

/**
 * Walks at random through one system after another, and shrinks the first violation of each property. A system that cannot
 * be built, or whose opening does not end, is passed over.
 */
export function sampleSystems(
  subject: Subject,
  systems: Iterable<Reproducer>,
  design: AnyDesign,
  properties: readonly Property[],
  { seed, progress }: SamplerOptions,
): SampledResult[] {
  const found = new Map<Property, Reproducer>();
  const applicable = new Set<Property>();
  const visible = [...new Set(properties.flatMap((p) => p.reads))];
  let runs = 0;
  let steps = 0;
  let limit: string | undefined;
  for (const system of systems) {
    progress?.(++runs);
    const built = buildOrPass(subject, system, design, visible);
    if (!built) continue;
    for (let again = true; again;) {
      const open = properties.filter((p) => !found.has(p));
      const walked = walk(built, open, { seed: `${seed}/${runs}`, runs: WALKS });
      steps += walked.steps;
      limit ??= walked.limit;
      for (const p of walked.applicable) applicable.add(p);
      again = walked.violation !== null;
      if (walked.violation) found.set(walked.violation.property, system);
    }
  }
  return properties.map((property): SampledResult => {
    const count = { property, runs, states: 0, transitions: steps, depth: 0 };
    const system = found.get(property);
    if (!system) {
      if (limit !== undefined) return { ...count, verdict: 'inconclusive', limit };
      return { ...count, verdict: applicable.has(property) ? 'not violated' : 'vacuous' };
    }
    try {
      const { topology, scenario, path, witness, minimal } = shrink(subject, system, design, property, {
        seed,
      });
      return { ...count, verdict: 'violated', found: { topology, scenario, path, witness, minimal } };
    } catch (e) {
      // A walk found it, and neither more walks nor a search of bounded size did again.
      if (!(e instanceof RangeError)) throw e;
      return { ...count, verdict: 'inconclusive', limit: e.message };
    }
  });
}

function buildOrPass(
  subject: Subject,
  { topology, scenario }: Reproducer,
  design: AnyDesign,
  visible: readonly string[],
): Built | null {
  try {
    return subject.build(topology, design, scenario, { visible });
  } catch (e) {
    if (e instanceof InputError || e instanceof ModelBound) return null;
    throw e;
  }
}
