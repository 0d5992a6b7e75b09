/** What a machine showed under a design. */
interface Seen {
  readonly designs: readonly string[];
  /** Left out: wherever the catalogue has the violation. */
  readonly scenarios?: readonly string[];
  readonly properties: readonly string[];
  readonly saw: string;
}

/**
 * A run of real Xen that violates the properties by the operations that violate them in the scenarios. A test asks it of
 * each run.
 */
export interface DecidingRun extends Seen {
  /** Its name in `lab/recordings`, or among the first runs, which are not in the repository (`pvh-420-612-domB`). */
  readonly run: string;
  /** Only so many operations of it: what follows takes the question away. */
  readonly operations?: number;
}

const MERGED = 'pvh-6.12-4.20';

/** Of two devices on one line, in one guest, one is detached. */
const SIBLING_DETACHED = [
  'T3/attach-detach',
  'T3/attach-detach-attach',
  'T3/back-to-dom0',
  'T3/detach-sibling-assert',
  'T3/detach-sibling-bound',
  'T3/detach-sibling-destroy',
  'T3/detach-sibling-poison',
  'T3/detach-sibling-right',
  'T3/round-trip',
  'T3/two-at-once',
];
const TWO_ATTACHES = ['T1/two-attaches', 'T1/two-attaches-record', 'T1/two-at-once'];

const siblingDetached = (design: string, again: string): DecidingRun[] => [
  {
    designs: [design],
    scenarios: SIBLING_DETACHED,
    properties: ['I5', 'I6', 'I11'],
    run: `${design}-2-sibling-detached`,
    saw: `xl pci-detach returns 0; the sibling is unbound, its pin masked, its right gone, and its pirq can neither be unbound nor unmapped`,
  },
  {
    designs: [design],
    scenarios: ['T3/attach-detach-attach'],
    properties: ['L1', 'L5'],
    run: `${design}-2-sibling-detached`,
    operations: 7,
    saw: `attaching again answers ${again}, and the device stays in QEMU`,
  },
];

export const decidingRuns: readonly DecidingRun[] = [
  {
    designs: ['pvh-6.1-4.17'],
    properties: ['A1', 'L1'],
    run: 'pvh-6.1-4.17-2-attach',
    saw: 'PHYSDEVOP_map_pirq answers -ENOSYS, and the device stays in QEMU',
  },
  {
    designs: ['pvh-6.1-4.20'],
    properties: ['A1', 'L1'],
    run: 'pvh-6.1-4.20-2-attach',
    saw: 'the GSI look-up answers -ENOTTY, and the device stays in QEMU',
  },
  ...['pvh-6.1-4.17-2-ghost', 'pvh-6.1-4.20-2-ghost', 'pvh-6.12-4.17-2-shared', 'pvh-6.12-4.20-2-ghost'].map(
    (run): DecidingRun => ({
      designs: [run.slice(0, run.indexOf('-2-'))],
      properties: ['I9'],
      run,
      saw: 'Xen keeps dom0 bound and the pin unmasked while the vRTE is masked',
    }),
  ),
  {
    designs: [MERGED],
    properties: ['I8'],
    run: 'pvh-6.12-4.20-2-pciback-first',
    saw: 'mp_register_gsi answers -EEXIST, no map, no bind; the raised line counts 0',
  },
  {
    designs: [MERGED],
    properties: ['L4'],
    run: 'pvh-6.12-4.20-2-back-to-dom0',
    saw: 'after xl pci-assignable-remove the driver of dom0 is bound, and the raised line counts 0',
  },
  {
    designs: [MERGED],
    properties: ['I15'],
    run: 'pvh-420-612-domB',
    saw: 'after one GSI look-up an unbind releases nothing (Linux 6.12.107; 6.12.117 puts the reference back)',
  },
  {
    designs: [MERGED],
    properties: ['C1'],
    run: 'pvh-6.12-4.20-2-vf',
    saw: 'the record of the VF has no owner, and Xen panics in pci_physdev_op: page fault at 0x158',
  },
  ...siblingDetached(MERGED, '-EBUSY'),
  ...siblingDetached('pv-6.12-4.20', '-EEXIST'),
  ...siblingDetached('pv-6.1-4.20', '-EEXIST'),
  {
    designs: [MERGED],
    scenarios: ['T3/detach-sibling-destroy'],
    properties: ['L3'],
    run: 'pvh-6.12-4.20-2-sibling-detached',
    saw: 'xl destroy fails: unbind -EPERM, unmap -EINVAL, map -EBUSY',
  },
  {
    designs: [MERGED],
    scenarios: ['T3/two-at-once'],
    properties: ['A1', 'L1'],
    run: 'pvh-6.12-4.20-2-sibling-meanwhile',
    saw: "libxl's PHYSDEVOP_map_pirq answers -EBUSY, and the device stays in QEMU",
  },
  ...['pv-6.12-4.20', 'pv-6.1-4.20'].map((design): DecidingRun => ({
    designs: [design],
    scenarios: ['T3/two-at-once'],
    properties: ['A1', 'L1'],
    run: `${design}-2-sibling-meanwhile`,
    saw: "libxl's PHYSDEVOP_map_pirq answers -EEXIST, and the device stays in QEMU",
  })),
  {
    designs: ['pv-6.1-4.20'],
    scenarios: ['T1/detach-paused'],
    properties: ['I11'],
    run: 'pv-6.1-4.20-2-detach-paused',
    saw: 'what is taken away by force from a paused guest is unmapped while bound: the pirq stays force-unbound',
  },
  {
    designs: ['pv-6.12-4.20'],
    scenarios: ['T1/qemu-dies'],
    properties: ['I11'],
    run: 'pv-6.12-4.20-2-qemu-dies',
    saw: 'what is taken away by force after QEMU died is unmapped while bound: the pirq stays force-unbound',
  },
  {
    designs: ['pv-6.1-4.17'],
    scenarios: ['T1/detach-paused'],
    properties: ['I4', 'I6'],
    run: 'pv-6.1-4.17-2-detach-paused',
    saw: 'Xen keeps the guest bound, with the right, after xl pci-detach -f',
  },
  {
    designs: [MERGED],
    scenarios: TWO_ATTACHES,
    properties: ['I4', 'I6', 'I18', 'L1'],
    run: 'pvh-6.12-4.20-2-two-attaches',
    saw: 'the loser gets -EBUSY, stays bound, keeps the right, and has removed the domid key',
  },
  ...['pv-6.12-4.20', 'pv-6.1-4.17'].map((design): DecidingRun => ({
    designs: [design],
    scenarios: TWO_ATTACHES,
    properties: ['I18'],
    run: `${design}-2-two-attaches`,
    saw: 'one xl fails, and has removed the domid key',
  })),
  {
    designs: [MERGED],
    scenarios: ['T1/unbind-under-use'],
    properties: ['I6'],
    run: 'pvh-6.12-4.20-2-unbind-under-use',
    saw: 'the GSI look-up of the detach answers -ENODEV',
  },
  ...[MERGED, 'pv-6.12-4.20'].flatMap((design): DecidingRun[] => [
    {
      designs: [design],
      scenarios: ['T1/crash-while-attaching'],
      properties: ['I4', 'I6', 'I18'],
      run: `${design}-2-crash-while-attaching`,
      saw: "the guest stays bound, with the right, to the line of a device that is dom_io's, and the domid key names it",
    },
    {
      designs: [design],
      scenarios: ['T1/attach-while-destroying'],
      properties: ['I18'],
      run: `${design}-2-attach-before-kill`,
      saw: 'both commands return 0, and the domid key names the dead guest',
    },
    {
      designs: [design],
      scenarios: ['T1/destroy-and-reuse'],
      properties: ['I18'],
      run: `${design}-2-attach-twice`,
      saw: 'the attach is refused, and has removed the domid key before the guest is destroyed',
    },
  ]),
  {
    designs: [MERGED],
    scenarios: ['T1/unbind-while-attaching'],
    properties: ['I4', 'I6', 'L1'],
    run: 'pvh-6.12-4.20-2-unbind-while-attaching',
    saw: "libxl's GSI look-up answers -ENODEV, and the guest stays bound, with the right",
  },
  {
    designs: [MERGED],
    scenarios: ['pinless/attach'],
    properties: ['A1'],
    run: 'pvh-6.12-4.20-2-pinless-attach',
    saw: 'pcistub_init_device answers -EINVAL: pciback does not take the device',
  },
  ...['pv-6.1-4.17', 'pv-6.1-4.20', 'pv-6.12-4.17', 'pv-6.12-4.20'].map((design): DecidingRun => ({
    designs: [design],
    scenarios: ['random'],
    properties: ['I1', 'I2', 'I10', 'I12'],
    run: `${design}-2-far`,
    saw: 'GSI 278: QEMU maps and binds pirq 22, which is not its line and which nobody configured, and xl pci-attach returns 0',
  })),
  {
    designs: [MERGED],
    scenarios: ['T4/attach'],
    properties: ['L6'],
    run: 'pvh-6.12-4.20-2-neighbour-of-guest',
    saw: 'mp_register_gsi answers -EEXIST, and Xen does not bind dom0 to the line of the guest: the raised line counts 0',
  },
  {
    designs: [MERGED],
    scenarios: ['T3/destroy-both'],
    properties: ['I6', 'I11', 'L3'],
    run: 'pvh-6.12-4.20-2-destroy-both',
    saw: 'xl destroy fails, and the guest stays: of its second device unbind -EPERM, unmap -EINVAL, map -EBUSY',
  },
  {
    designs: ['pv-6.12-4.20'],
    scenarios: ['T3/destroy-both'],
    properties: ['I11'],
    run: 'pv-6.12-4.20-2-destroy-both',
    saw: 'with the first device the pirq that the second has bound is unmapped: then unbind -EPERM, unmap -EINVAL',
  },
];

/** What the lab saw although no recording can be asked for it. */
export const otherSightings: readonly (Seen & { readonly where: string })[] = [
  {
    designs: ['pvh-6.12-4.17'],
    properties: ['A1'],
    where: 'run pvh-6.12-4.17-1-pciback-first, which ends before an attach',
    saw: 'pciback does not take the device: PHYSDEVOP_pci_device_reset answers -ENOSYS',
  },
  {
    designs: [MERGED],
    scenarios: ['T1/dom0-unmaps'],
    properties: ['I7'],
    where: 'the first runs, in one that was not recorded',
    saw: 'after dom0 unmapped its own GSI, mapping it for a guest answers -EPERM',
  },
];
