/**
 * What the lab confirmed about real Xen. Each finding is a violated cell of the catalogue, found by search, and a run of a
 * real machine that follows a trace to it. A test checks both for the recordings that are at hand.
 */
export interface Finding {
  readonly claim: string;
  readonly property: string;
  /** Where the search finds it. */
  readonly design: string;
  readonly scenario: string;
  /** Runs that follow a trace to it, and runs of other software in which it does not happen. */
  readonly seenIn: readonly string[];
  readonly notIn: readonly string[];
}

const MERGED = 'pvh-6.12-4.20';

/** Names with a version pair without dots (`pvh-420-612-flatC`) are of the first 31 runs, which are not in the repository. */
export const findings: readonly Finding[] = [
  {
    claim:
      "pciback's setup_gsi first, then dom0's own driver on that GSI: the vRTE is unmasked, Xen does not bind dom0",
    property: 'I8',
    design: MERGED,
    scenario: 'T4/attach',
    seenIn: [
      'pvh-420-612-flatC',
      'pvh-420-612-flatC-1io',
      'pvh-420-612-domA',
      'pvh-6.12-4.20-2-pciback-first',
      'pvh-6.12-4.20-1-pciback-first',
      'pvh-6.12-4.20-2-back-to-dom0',
    ],
    notIn: [
      'pvh-417-61-flatC',
      'pvh-420-61-flatC',
      'pvh-417-612-flatC',
      'pv-420-612-flatC',
      'pvh-6.12-4.17-1-pciback-first',
      'pv-6.12-4.20-2-pciback-first',
    ],
  },
  {
    claim: 'the device is back with its dom0 driver, and its interrupt never arrives',
    property: 'L4',
    design: MERGED,
    scenario: 'T1/back-to-dom0',
    seenIn: ['pvh-420-612-domA', 'pvh-420-612-flatC', 'pvh-6.12-4.20-2-back-to-dom0'],
    notIn: ['pv-420-612-domA', 'pvh-417-61-flatC', 'pv-6.12-4.20-2-back-to-dom0'],
  },
  {
    claim: 'ghost sharer: the driver is gone, Xen keeps dom0 bound and the pin open',
    property: 'I9',
    design: MERGED,
    scenario: 'T1/ghost',
    seenIn: ['pvh-420-612-flatD', 'pvh-6.12-4.20-2-ghost'],
    notIn: ['pv-420-612-flatD'],
  },
  {
    claim: 'ghost sharer, on the older pair and the mixed one as well',
    property: 'I9',
    design: 'pvh-6.1-4.17',
    scenario: 'T1/ghost',
    seenIn: ['pvh-417-61-flatD', 'pvh-6.1-4.17-2-ghost', 'pvh-6.1-4.20-2-ghost'],
    notIn: [],
  },
  {
    claim:
      'a GSI look-up keeps a reference for ever: unbinding releases nothing (Linux 6.12.107; not 6.12.117)',
    property: 'I15',
    design: MERGED,
    scenario: 'T1/attach',
    seenIn: ['pvh-420-612-domA', 'pvh-420-612-domB'],
    notIn: [
      'pv-420-612-domA',
      'pvh-417-61-domB',
      'pvh-6.12-4.20-2-attach-paused',
      'pvh-6.12-4.20-2-back-to-dom0',
      'pvh-6.1-4.20-2-attach-paused',
    ],
  },
  {
    claim: 'destroying a guest while it is bound leaves its pirq force-unbound',
    property: 'I11',
    design: MERGED,
    scenario: 'T1/detach-paused',
    seenIn: ['pvh-420-612-domB'],
    notIn: ['pvh-417-61-domB'],
  },
  {
    claim: 'the same with a PV dom0',
    property: 'I11',
    design: 'pv-6.12-4.20',
    scenario: 'T1/detach-paused',
    seenIn: ['pv-420-612-domB', 'pv-6.12-4.20-2-qemu-dies', 'pv-6.1-4.20-2-detach-paused'],
    notIn: ['pv-6.1-4.17-2-detach-paused'],
  },
  {
    claim: 'two devices of one guest on one GSI: detaching one unbinds the other',
    property: 'I5',
    design: MERGED,
    scenario: 'T3/detach-sibling-destroy',
    seenIn: ['pvh-6.12-4.20-2-sibling-detached'],
    notIn: [],
  },
  {
    claim: 'the same with a PV dom0',
    property: 'I5',
    design: 'pv-6.12-4.20',
    scenario: 'T3/detach-sibling-destroy',
    seenIn: ['pv-6.12-4.20-2-sibling-detached'],
    notIn: [],
  },
  {
    claim: 'the same with a PV dom0 and Linux 6.1',
    property: 'I5',
    design: 'pv-6.1-4.20',
    scenario: 'T3/detach-sibling-destroy',
    seenIn: ['pv-6.1-4.20-2-sibling-detached'],
    notIn: [],
  },
  {
    claim: 'then the guest cannot be destroyed',
    property: 'L3',
    design: MERGED,
    scenario: 'T3/detach-sibling-destroy',
    seenIn: ['pvh-6.12-4.20-2-sibling-detached'],
    notIn: ['pv-6.12-4.20-2-sibling-detached', 'pv-6.1-4.20-2-sibling-detached'],
  },
  {
    claim: 'two xl pci-attach of one device at once: the loser stays bound to the line',
    property: 'I4',
    design: MERGED,
    scenario: 'T1/two-attaches',
    seenIn: ['pvh-6.12-4.20-2-two-attaches'],
    notIn: ['pvh-6.12-4.20-2-attach-twice'],
  },
  {
    claim: 'and it removes the record of who has the device',
    property: 'I18',
    design: MERGED,
    scenario: 'T1/two-attaches-record',
    seenIn: ['pvh-6.12-4.20-2-two-attaches', 'pv-6.12-4.20-2-two-attaches', 'pv-6.1-4.17-2-two-attaches'],
    notIn: [],
  },
  {
    claim: 'a device comes while another on its line goes: both commands return 0, and it is not bound',
    property: 'I5',
    design: 'pv-6.12-4.20',
    scenario: 'T3/two-at-once',
    seenIn: ['pv-6.12-4.20-2-sibling-at-once'],
    notIn: [],
  },
  {
    claim: 'the same where the detach falls between what QEMU and what libxl do: the attach fails',
    property: 'A1',
    design: 'pv-6.12-4.20',
    scenario: 'T3/two-at-once',
    seenIn: ['pv-6.12-4.20-2-sibling-meanwhile', 'pv-6.1-4.20-2-sibling-meanwhile'],
    notIn: ['pv-6.12-4.20-2-sibling-at-once'],
  },
  {
    claim: 'and so with a PVH dom0',
    property: 'A1',
    design: MERGED,
    scenario: 'T3/two-at-once',
    seenIn: ['pvh-6.12-4.20-2-sibling-meanwhile'],
    notIn: [],
  },
  {
    claim: 'a GSI above 255 on a PV dom0: the attach succeeds, and the guest is bound to another line',
    property: 'I1',
    design: 'pv-6.12-4.20',
    scenario: 'random',
    seenIn: ['pv-6.12-4.20-2-far'],
    notIn: ['pv-6.12-4.20-2-attach-paused'],
  },
  {
    claim: 'which nobody has configured: it stays deaf',
    property: 'I10',
    design: 'pv-6.12-4.20',
    scenario: 'random',
    seenIn: ['pv-6.12-4.20-2-far'],
    notIn: [],
  },
  {
    claim: 'Linux 6.1 on a PVH dom0: an attach fails, and the device stays in QEMU',
    property: 'L1',
    design: 'pvh-6.1-4.20',
    scenario: 'T1/attach',
    seenIn: ['pvh-6.1-4.20-2-attach'],
    notIn: [],
  },
  {
    claim: 'the same with Xen 4.17',
    property: 'L1',
    design: 'pvh-6.1-4.17',
    scenario: 'T1/attach',
    seenIn: ['pvh-6.1-4.17-2-attach'],
    notIn: [],
  },
  {
    claim: 'pciback lets go of a device that a guest has: the guest cannot be rid of it',
    property: 'I6',
    design: MERGED,
    scenario: 'T1/unbind-under-use',
    seenIn: ['pvh-6.12-4.20-2-unbind-under-use'],
    notIn: [],
  },
  {
    claim: 'a device taken away by force from a guest that does not run: Xen 4.17 leaves the guest bound',
    property: 'I4',
    design: 'pv-6.1-4.17',
    scenario: 'T1/detach-paused',
    seenIn: ['pv-6.1-4.17-2-detach-paused'],
    notIn: ['pv-6.1-4.20-2-detach-paused'],
  },
  {
    claim:
      'xl is killed while it attaches a device: the guest stays bound to a line on which it owns nothing',
    property: 'I4',
    design: MERGED,
    scenario: 'T1/crash-while-attaching',
    seenIn: ['pvh-6.12-4.20-2-crash-while-attaching', 'pv-6.12-4.20-2-crash-while-attaching'],
    notIn: [],
  },
  {
    claim: 'and the record says that it has the device',
    property: 'I18',
    design: MERGED,
    scenario: 'T1/crash-while-attaching',
    seenIn: ['pvh-6.12-4.20-2-crash-while-attaching', 'pv-6.12-4.20-2-crash-while-attaching'],
    notIn: [],
  },
  {
    claim: 'pciback lets go of a device while it is attached: the attach fails, and the guest stays bound',
    property: 'I4',
    design: MERGED,
    scenario: 'T1/unbind-while-attaching',
    seenIn: ['pvh-6.12-4.20-2-unbind-while-attaching'],
    notIn: ['pv-6.12-4.20-2-unbind-while-attaching'],
  },
  {
    claim: 'a guest gets a device while it is destroyed: the record says for ever that the dead guest has it',
    property: 'I18',
    design: MERGED,
    scenario: 'T1/attach-while-destroying',
    seenIn: ['pvh-6.12-4.20-2-attach-before-kill', 'pv-6.12-4.20-2-attach-before-kill'],
    notIn: ['pvh-6.12-4.20-2-attach-while-destroying', 'pv-6.12-4.20-2-attach-while-destroying'],
  },
  {
    claim: 'an attach to another guest that is refused removes the record of who has the device',
    property: 'I18',
    design: MERGED,
    scenario: 'T1/destroy-and-reuse',
    seenIn: ['pvh-6.12-4.20-2-attach-twice', 'pv-6.12-4.20-2-attach-twice'],
    notIn: ['pvh-6.12-4.20-2-destroy-and-reuse'],
  },
  {
    claim: 'a device without pin cannot be bound to pciback on a PVH dom0',
    property: 'A1',
    design: MERGED,
    scenario: 'pinless/attach',
    seenIn: ['pvh-6.12-4.20-2-pinless-attach'],
    notIn: ['pv-6.12-4.20-2-pinless-attach'],
  },
  {
    claim: 'binding an SR-IOV VF to pciback crashes Xen',
    property: 'C1',
    design: MERGED,
    scenario: 'T7/attach',
    seenIn: ['pvh-6.12-4.20-2-vf'],
    notIn: ['pv-6.12-4.20-2-vf'],
  },
];
