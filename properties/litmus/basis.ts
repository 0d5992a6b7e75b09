import { isJudged } from '../../model/designs/history.js';
import { designs } from '../../model/designs/index.js';
import { foretold } from './arm/section-a5.js';
import type { Basis, Grounds } from './bases.js';
import { decidingRuns, otherSightings } from './deciding-runs.js';
import { expectedVerdict } from './expectations.js';

const MERGED = 'pvh-6.12-4.20';
const PV = ['pv-6.1-4.17', 'pv-6.12-4.20', 'pv-6.1-4.20', 'pv-6.12-4.17'];

type Entry = readonly [designs: readonly string[], basis: Exclude<Basis, 'lab'>, reason: string];

/**
 * What a violation rests on that the lab has not shown, property by property: the first entry that names the design. A design
 * that no entry names violates it, if it does, for reasons read in the sources.
 */
const entries: Readonly<Record<string, readonly Entry[]>> = {
  I1: [[['rfc-base'], 'thread', "thread 000: an irq number is mapped as a GSI, another device's"]],
  I2: [
    [
      ['rfc-base'],
      'thread',
      'thread 003: the GSI of a device that is only passed through is never registered',
    ],
  ],
  I4: [
    [['rfc-base'], 'source', 'QEMU binds before libxl asks for the right, and nothing is rolled back'],
    [[MERGED, ...PV], 'source', 'race 4 of section 9: the loser of two attaches stays bound'],
  ],
  I10: [[['rfc-base'], 'thread', 'threads 000 and 003: what is bound is a GSI that nobody has registered']],
  I12: [[['rfc-base'], 'thread', "thread 000: an irq number is mapped as a GSI, another device's"]],
  L2: [
    [
      [MERGED, 'pv-6.12-4.20', 'pv-6.1-4.20'],
      'source',
      "the sibling's pin is masked when the other device is detached; a guest with a handler was not in the lab",
    ],
  ],
  L4: [
    [['rfc-base'], 'source', 'a line that is bound before it is set up stays masked when it is set up later'],
  ],
  A1: [[['rfc-base'], 'thread', 'threads 000 and 003: XEN_DOMCTL_irq_permission answers -EPERM']],
};

/**
 * Scenarios that reach a violation by another way than the one the entries above and the runs speak of: what holds there
 * instead.
 */
const otherWays: readonly {
  readonly scenarios: readonly string[];
  readonly designs?: readonly string[];
  /** Properties of which it is not true. */
  readonly but: readonly string[];
  readonly basis: Entry[1];
  readonly reason: string;
}[] = [
  {
    scenarios: ['T1/dom0-unmaps'],
    but: ['I7'],
    basis: 'source',
    reason: 'follows from dom0 having unmapped its own pirq (I7)',
  },
  {
    scenarios: ['T1/unbind-under-use'],
    but: ['I15'],
    basis: 'source',
    reason: 'pciback lets go of a device that a guest has (section 9, race 13)',
  },
  {
    scenarios: ['T7/attach', 'T7/attach-detach', 'T7/attach-detach-attach'],
    designs: ['pvh-6.1-4.20'],
    but: [],
    basis: 'source',
    reason: 'the record of a VF has no owner: it can be given neither to dom_io nor to a guest',
  },
  {
    scenarios: ['random'],
    but: ['I1', 'I2', 'I10', 'I12'],
    basis: 'inferred',
    reason: 'found at random; nobody has tried it on real Xen',
  },
];

/**
 * On ARM nothing was run: there are the facts' own verdicts, the sources for Xen as it is, and conclusions about what was
 * never written.
 */
function armGrounds(property: string, design: string, scenario: string): Grounds {
  const told = foretold.find((f) => f.scenario === scenario && f.property === property);
  if (told) return { basis: told.basis, reason: told.reason };
  return design === 'head'
    ? { basis: 'source', reason: 'what the sources say that the model cites, step by step' }
    : {
        basis: 'inferred',
        reason: 'nobody wrote this design: what follows from the proposal and the sources',
      };
}

/** What was said on a list decides what a cell rests on that was made to decide it. */
function objectionTo(property: string, design: string, scenario: string): Grounds | null {
  const said = designs
    .find((d) => d.id === design)
    ?.objections.find((o) => isJudged(o) && o.judged.scenario === scenario && o.judged.property === property);
  if (!said) return null;
  const { by, where, text } = said;
  const basis =
    by === 'lab'
      ? 'lab'
      : by === 'nobody'
        ? 'inferred'
        : /thread|reply|series/.test(where)
          ? 'thread'
          : 'source';
  return { basis, reason: `${by}, ${where}: ${text}` };
}

/** Was it ever built, so that the sources say what it does? */
const isProposal = (id: string): boolean => {
  const design = designs.find((d) => d.id === id);
  return design !== undefined && design.versions.length === 0 && design.id !== 'rfc-base';
};

/**
 * What the lab saw of a violation; in this scenario, or wherever it comes about. A verdict that nothing is violated rests on
 * none of it.
 */
function seenIn(
  property: string,
  design: string,
  scenario: string,
): { readonly exactly: boolean; readonly grounds: Grounds } | null {
  if (!['violated', null].includes(expectedVerdict(property, design, scenario))) return null;
  const seen = [...decidingRuns, ...otherSightings].filter(
    (s) =>
      s.designs.includes(design) &&
      s.properties.includes(property) &&
      (s.scenarios?.includes(scenario) ?? true),
  );
  const found = seen.find((s) => s.scenarios) ?? seen[0];
  if (!found) return null;
  const where = 'run' in found ? `run ${found.run}` : found.where;
  return {
    exactly: found.scenarios !== undefined,
    grounds: { basis: 'lab', reason: `${where}: ${found.saw}` },
  };
}

/** What the verdict of a design on a property rests on, in a scenario. */
export function groundsOf(property: string, design: string, scenario: string): Grounds {
  if (property.startsWith('ARM-')) return armGrounds(property, design, scenario);
  const said = objectionTo(property, design, scenario);
  const seen = seenIn(property, design, scenario);
  if (said) return seen ? { basis: 'lab', reason: `${said.reason} (${seen.grounds.reason})` } : said;
  if (isProposal(design))
    return {
      basis: 'inferred',
      reason: 'follows from what was proposed and from the sources; nobody has run it',
    };
  if (seen?.exactly) return seen.grounds;
  const other = otherWays.find(
    (o) =>
      o.scenarios.includes(scenario) && (o.designs?.includes(design) ?? true) && !o.but.includes(property),
  );
  if (other) return { basis: other.basis, reason: other.reason };
  if (seen) return seen.grounds;
  const [, basis, reason] = entries[property]?.find(([named]) => named.includes(design)) ?? [];
  return basis === undefined
    ? { basis: 'source', reason: 'what the sources say that the model cites, step by step' }
    : { basis, reason: reason! };
}
