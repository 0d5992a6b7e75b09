import type { Combination } from './space.js';

/** What is known of one question under all combinations that agree on the choices it looked at. */
export interface Known {
  /** Bit mask of the dimensions that were looked at, directly or not. */
  readonly mask: number;
  readonly green: boolean;
}

/** Decides a question under one combination. */
export type Probe = (question: number, combination: Combination) => Known;

/**
 * Verdicts that are found once for all combinations that agree on the choices a question looked at. A question may look at
 * other choices under other combinations.
 */
export class Verdicts {
  /** Systems that were searched. */
  probes = 0;
  private readonly known: Map<number, Map<string, boolean>>[];

  constructor(
    questions: number,
    private readonly probe: Probe,
  ) {
    this.known = Array.from({ length: questions }, () => new Map());
  }

  /** The dimensions that the question looked at under any combination so far. */
  widest(question: number): number {
    let mask = 0;
    for (const m of this.known[question]!.keys()) mask |= m;
    return mask;
  }

  /** The verdict if it is known. */
  recall(question: number, combination: Combination): Known | undefined {
    for (const [mask, byValues] of this.known[question]!) {
      const green = byValues.get(keyOf(mask, combination));
      if (green !== undefined) return { mask, green };
    }
    return undefined;
  }

  of(question: number, combination: Combination): Known {
    return this.recall(question, combination) ?? this.find(question, combination);
  }

  private find(question: number, combination: Combination): Known {
    this.probes++;
    const found = this.probe(question, combination);
    const byMask = this.known[question]!;
    const byValues = byMask.get(found.mask) ?? new Map<string, boolean>();
    byValues.set(keyOf(found.mask, combination), found.green);
    byMask.set(found.mask, byValues);
    return found;
  }
}

/** The values of the dimensions in the mask. */
function keyOf(mask: number, combination: Combination): string {
  let key = '';
  for (let d = 0; d < combination.length; d++)
    if (mask & (1 << d)) key += String.fromCharCode(97 + combination[d]!);
  return key;
}
