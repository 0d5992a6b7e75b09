import { setImmediate } from 'node:timers/promises';
import { loadCorpus, saveFind, type Filed } from '../checker/corpus.js';
import type { Known } from '../checker/fuzz.js';
import { recheck } from '../checker/recheck.js';
import type { AnyDesign } from '../checker/subject.js';
import type { Property } from '../properties/property.js';
import { fuzzProperties } from './fuzz-job.js';
import type { CorpusState } from './fuzz-summary.js';
import { allDesigns, designNamed, parsers } from './subjects.js';

export interface RecheckAllOptions {
  /** The chosen ones; other finds are left alone. */
  readonly designs: readonly AnyDesign[];
  readonly properties: readonly Property[];
  readonly seed: string;
  readonly timeUp: () => boolean;
  /** A line about a file that cannot be used. */
  readonly warn: (line: string) => void;
  readonly progress: (text: string) => void;
}

/** Looks at every earlier find once more. Returns what has become of them, and what the engine must know of them. */
export async function recheckAll(
  dir: string,
  options: RecheckAllOptions,
): Promise<{ state: CorpusState; known: readonly Known[] }> {
  const { finds, broken } = loadCorpus(dir, parsers);
  const by = {
    stillViolated: [] as string[],
    foundAgain: [] as string[],
    fixed: [] as string[],
    undecided: [] as string[],
    skipped: [] as string[],
  };
  const useless = [...broken];
  const known: Known[] = [];
  for (const line of broken) options.warn(`${line}; skipped`);
  for (const [i, filed] of finds.entries()) {
    const { key } = filed.find;
    const unknown = unknownName(filed);
    if (unknown !== null) {
      options.warn(`${unknown}; skipped`);
      useless.push(unknown);
      continue;
    }
    options.progress(`earlier finds: ${i + 1}/${finds.length}`);
    // Signals are heard between two finds.
    await setImmediate();
    const outcome = recheckOne(dir, filed, options);
    by[outcome].push(key);
    known.push({
      key,
      property: filed.find.property,
      design: filed.find.design,
      fixed: outcome === 'fixed',
    });
  }
  return { state: { dir, ...by, broken: useless }, known };
}

function unknownName({ file, find }: Filed): string | null {
  if (!allDesigns.some((d) => d.id === find.design)) return `${file}: there is no design "${find.design}"`;
  if (!fuzzProperties.some((p) => p.id === find.property))
    return `${file}: there is no property "${find.property}"`;
  return null;
}

function recheckOne(
  dir: string,
  { find }: Filed,
  { designs: chosen, properties, seed, timeUp }: RecheckAllOptions,
): 'stillViolated' | 'foundAgain' | 'fixed' | 'undecided' | 'skipped' {
  const design = chosen.find((d) => d.id === find.design);
  const property = properties.find((p) => p.id === find.property);
  if (!design || !property || timeUp()) return 'skipped';
  const now = recheck(designNamed(design.id).subject, find, property, design, { seed });
  if (now.outcome === 'found again') {
    saveFind(dir, now.find);
    return 'foundAgain';
  }
  return now.outcome === 'still violated' ? 'stillViolated' : now.outcome;
}
