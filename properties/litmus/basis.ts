import { isJudged } from '../../model/designs/history.js';
import { designs } from '../../model/designs/index.js';
import { foretold } from './arm/section-a5.js';
import type { Basis, Grounds } from './bases.js';

const MERGED = 'pvh-6.12-4.20';
const PV = ['pv-6.1-4.17', 'pv-6.12-4.20', 'pv-6.1-4.20', 'pv-6.12-4.17'];

type Entry = readonly [designs: readonly string[], basis: Basis, reason: string];

/**
 * What a violation rests on besides the model, property by property: the first entry that names the design. A design that
 * no entry names violates it, if it does, for reasons read in the sources.
 */
const entries: Readonly<Record<string, readonly Entry[]>> = {
  I1: [
    [['rfc-base'], 'lab', "irq 45 of a device was mapped as GSI 45, another device's; xl create returned 0"],
    [PV, 'lab', "GSI 278: QEMU maps and binds pirq 22, another line's, and xl pci-attach returns 0"],
  ],
  I2: [
    [
      ['rfc-base'],
      'thread',
      'thread 003: the GSI of a device that is only passed through is never registered',
    ],
    [PV, 'lab', "GSI 278: QEMU maps and binds pirq 22, which is nobody's, and xl pci-attach returns 0"],
  ],
  I4: [
    [['rfc-base'], 'source', 'QEMU binds before libxl asks for the right, and nothing is rolled back'],
    [[MERGED, ...PV], 'source', 'race 4 of section 9: the loser of two attaches stays bound'],
  ],
  I5: [
    [
      [MERGED, 'pv-6.12-4.20', 'pv-6.1-4.20'],
      'lab',
      "xl pci-detach returns 0, the sibling's binding is gone, the pin masked",
    ],
  ],
  I6: [
    [
      [MERGED, 'pv-6.12-4.20', 'pv-6.1-4.20'],
      'lab',
      'irq_caps {46} -> {} while the other device stays assigned',
    ],
  ],
  I7: [[[MERGED], 'lab', 'after dom0 unmaps its own GSI, mapping it for a guest answers -EPERM']],
  I8: [
    [[MERGED], 'lab', 'mp_register_gsi = -EEXIST, no map, no bind; the raised line counts 0'],
    [['rfc-base', 'pvh-6.1-4.20', ...PV], 'source', 'only after dom0 has unmapped its own pirq (I7)'],
  ],
  I9: [
    [
      [MERGED, 'pvh-6.1-4.17', 'pvh-6.1-4.20', 'pvh-6.12-4.17'],
      'lab',
      'Xen keeps dom0 bound and the pin unmasked while the vRTE is masked',
    ],
  ],
  I10: [
    [
      ['rfc-base'],
      'lab',
      'an irq number that names an unprogrammed GSI: everything returns 0, deaf for ever',
    ],
    [PV, 'lab', "GSI 278: QEMU maps and binds pirq 22, which is nobody's, and xl pci-attach returns 0"],
  ],
  I11: [
    [[MERGED], 'lab', 'after a sibling is detached: unbind -EPERM, unmap -EINVAL, map -EBUSY'],
    [['pv-6.12-4.20', 'pv-6.1-4.20'], 'lab', 'attaching again after a sibling was detached answers -EEXIST'],
  ],
  I12: [
    [['rfc-base'], 'lab', "irq 45 of a device was mapped as GSI 45, another device's"],
    [PV, 'lab', "GSI 278: QEMU maps and binds pirq 22, another line's, and xl pci-attach returns 0"],
  ],
  I15: [[[MERGED], 'lab', 'after one GSI look-up an unbind releases nothing']],
  I18: [
    [
      [MERGED, 'pv-6.12-4.20', 'pv-6.1-4.17'],
      'lab',
      "a second xl pci-attach that fails removes the domid key of the device's owner",
    ],
  ],
  L1: [
    [['pvh-6.1-4.17'], 'lab', 'PHYSDEVOP_map_pirq answers -ENOSYS, and the device stays in QEMU'],
    [['pvh-6.1-4.20'], 'lab', 'the GSI look-up answers -ENOTTY, and the device stays in QEMU'],
  ],
  L2: [
    [
      [MERGED, 'pv-6.12-4.20', 'pv-6.1-4.20'],
      'lab',
      "the sibling's pin is masked when the other device is detached",
    ],
  ],
  L3: [[[MERGED], 'lab', 'xl destroy fails again and again: unbind -EPERM, unmap -EINVAL, map -EBUSY']],
  L4: [
    [[MERGED], 'lab', 'also through xl pci-assignable-add and -remove; Linux 6.12.107 and 7.2.12'],
    [['rfc-base'], 'lab', 'a line that is bound before it is set up stays masked when it is set up later'],
  ],
  L5: [
    [[MERGED], 'lab', 'attaching again answers -EBUSY'],
    [['pv-6.12-4.20', 'pv-6.1-4.20'], 'lab', 'attaching again answers -EEXIST'],
  ],
  L6: [[[MERGED], 'lab', "a neighbour's driver that loads after pciback's setup_gsi gets no interrupt"]],
  A1: [
    [['pvh-6.1-4.17'], 'lab', 'PHYSDEVOP_map_pirq answers -ENOSYS'],
    [['pvh-6.12-4.17'], 'lab', 'binding to pciback answers -ENOSYS (-38)'],
    [['pvh-6.1-4.20'], 'lab', 'the GSI look-up answers -ENOTTY'],
    [['rfc-base'], 'thread', 'threads 000 and 003: XEN_DOMCTL_irq_permission answers -EPERM'],
    [
      [MERGED],
      'lab',
      "an attach that meets the detach of a sibling on its line: libxl's PHYSDEVOP_map_pirq answers -EBUSY",
    ],
    [
      ['pv-6.12-4.20', 'pv-6.1-4.20'],
      'lab',
      "an attach meets the detach of a sibling on its line: libxl's PHYSDEVOP_map_pirq answers -EEXIST",
    ],
  ],
  C1: [[[MERGED], 'lab', 'binding an SR-IOV VF to pciback crashes Xen 4.20']],
};

/** Runs of real Xen (`lab/recordings`) that decide cells of their own: what they violate, a test asks of each. */
export const decidingRuns: readonly (readonly [
  scenarios: readonly string[],
  designs: readonly string[],
  properties: readonly string[],
  run: string,
  saw: string,
])[] = [
  [
    ['T1/two-attaches', 'T1/two-attaches-record', 'T1/two-at-once'],
    [MERGED],
    ['I4', 'I6', 'I18', 'L1'],
    'pvh-6.12-4.20-2-two-attaches',
    'the loser gets -EBUSY, stays bound, keeps the right, and has removed the domid key',
  ],
  [
    ['T1/unbind-under-use'],
    [MERGED],
    ['I6', 'L3'],
    'pvh-6.12-4.20-2-unbind-under-use',
    'the GSI look-up of the detach answers -ENODEV',
  ],
  [
    ['T1/crash-while-attaching'],
    [MERGED],
    ['I4', 'I6', 'I18'],
    'pvh-6.12-4.20-2-crash-while-attaching',
    "the guest stays bound, with the right, to the line of a device that is dom_io's, and the domid key names it",
  ],
  [
    ['T1/crash-while-attaching'],
    ['pv-6.12-4.20'],
    ['I4', 'I6', 'I18'],
    'pv-6.12-4.20-2-crash-while-attaching',
    "the guest stays bound, with the right, to the line of a device that is dom_io's, and the domid key names it",
  ],
  [
    ['T1/unbind-while-attaching'],
    [MERGED],
    ['I4', 'I6', 'L1'],
    'pvh-6.12-4.20-2-unbind-while-attaching',
    "libxl's GSI look-up answers -ENODEV, and the guest stays bound, with the right",
  ],
  [
    ['T1/attach-while-destroying'],
    [MERGED],
    ['I18'],
    'pvh-6.12-4.20-2-attach-before-kill',
    'both commands return 0, and the domid key names the dead guest',
  ],
  [
    ['T1/attach-while-destroying'],
    ['pv-6.12-4.20'],
    ['I18'],
    'pv-6.12-4.20-2-attach-before-kill',
    'both commands return 0, and the domid key names the dead guest',
  ],
  [
    ['T1/destroy-and-reuse'],
    [MERGED],
    ['I18'],
    'pvh-6.12-4.20-2-attach-twice',
    'the attach is refused, and has removed the domid key before the guest is destroyed',
  ],
  [
    ['T1/destroy-and-reuse'],
    ['pv-6.12-4.20'],
    ['I18'],
    'pv-6.12-4.20-2-attach-twice',
    'the attach is refused, and has removed the domid key before the guest is destroyed',
  ],
  [
    ['pinless/attach'],
    [MERGED],
    ['A1'],
    'pvh-6.12-4.20-2-pinless-attach',
    'pcistub_init_device answers -EINVAL: pciback does not take the device',
  ],
  [
    ['T7/attach'],
    [MERGED],
    ['C1'],
    'pvh-6.12-4.20-2-vf',
    'the record of the VF has no owner, and Xen panics in pci_physdev_op: page fault at 0x158',
  ],
  [
    ['T1/detach-paused', 'T1/qemu-dies'],
    ['pv-6.1-4.17'],
    ['I4', 'I6'],
    'pv-6.1-4.17-2-detach-paused',
    'Xen keeps the guest bound, with the right, after xl pci-detach -f',
  ],
  [
    ['T3/attach-detach-attach'],
    [MERGED],
    ['L1'],
    'pvh-6.12-4.20-2-sibling-detached',
    'attaching again answers -EBUSY, and the device stays in QEMU',
  ],
  [
    ['T3/two-at-once'],
    [MERGED],
    ['A1', 'L1'],
    'pvh-6.12-4.20-2-sibling-meanwhile',
    "libxl's PHYSDEVOP_map_pirq answers -EBUSY, and the device stays in QEMU",
  ],
  [
    ['T3/two-at-once'],
    ['pv-6.12-4.20'],
    ['L1'],
    'pv-6.12-4.20-2-sibling-meanwhile',
    'the attach fails, and the device stays in QEMU',
  ],
];

/**
 * Scenarios that reach a violation by another way than the one the entries above speak of: what holds there instead, for
 * all properties but those named.
 */
const otherWays: readonly (readonly [
  scenario: string,
  but: readonly string[],
  basis: Basis,
  reason: string,
])[] = [
  ['T1/dom0-unmaps', ['I7'], 'source', 'follows from dom0 having unmapped its own pirq (I7)'],
  [
    'T1/unbind-under-use',
    ['I15'],
    'source',
    'pciback lets go of a device that a guest has (section 9, race 13)',
  ],
  ['random', ['I1', 'I2', 'I10', 'I12'], 'inferred', 'found at random; nobody has tried it on real Xen'],
];

/** On ARM nothing was run: there are the facts' own verdicts, the sources for Xen as it is, and conclusions about what was never written. */
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

/** What the verdict of a design on a property rests on, in a scenario. */
export function groundsOf(property: string, design: string, scenario: string): Grounds {
  if (property.startsWith('ARM-')) return armGrounds(property, design, scenario);
  const said = objectionTo(property, design, scenario);
  if (said) return said;
  if (isProposal(design))
    return {
      basis: 'inferred',
      reason: 'follows from what was proposed and from the sources; nobody has run it',
    };
  const decided = decidingRuns.find(
    ([names, of, ids]) => names.includes(scenario) && of.includes(design) && ids.includes(property),
  );
  if (decided) return { basis: 'lab', reason: `run ${decided[3]}: ${decided[4]}` };
  const other = otherWays.find(([name, but]) => name === scenario && !but.includes(property));
  if (other) return { basis: other[2], reason: other[3] };
  const [, basis, reason] = entries[property]?.find(([named]) => named.includes(design)) ?? [];
  return basis === undefined
    ? { basis: 'source', reason: 'what the sources say that the model cites, step by step' }
    : { basis, reason: reason! };
}
