/** A known bug of the interrupt plumbing and where the catalogue looks for it, or why it cannot. */
export type KnownBug =
  | { readonly id: string; readonly what: string; readonly scenario: string }
  | { readonly id: string; readonly what: string; readonly notModelled: string };

/** Real bugs of the categories INTX, PIN and PERM that finite state can show; those that need BARs excepted. */
export const knownBugs: readonly KnownBug[] = [
  {
    id: 'INTX-01',
    what: 'unbind drops the emuirq link, so the unmap refuses',
    scenario: 'T1/reattach-tables',
  },
  { id: 'INTX-03', what: 'an unmap by the control domain stops half way', scenario: 'T1/reattach-tables' },
  { id: 'INTX-04', what: 'a pirq without an entry reads as emulated irq 0', scenario: 'T1/reattach-tables' },
  {
    id: 'INTX-07',
    what: 'one device for each guest GSI',
    notModelled: 'the GSIs of guests are not part of the state',
  },
  { id: 'INTX-08', what: 'removing one sharer damages the list of the others', scenario: 'three/one-leaves' },
  { id: 'INTX-09', what: 'a pin without a machine irq cannot be attached', scenario: 'no-route/attach' },
  { id: 'INTX-11', what: 'a Linux irq is used as a GSI', scenario: 'T2/irq-as-gsi' },
  { id: 'INTX-12', what: 'map_pirq is refused because the caller has no pirqs', scenario: 'T1/attach' },
  { id: 'INTX-13', what: 'map_pirq is refused because the target has no pirqs', scenario: 'T1/attach' },
  {
    id: 'INTX-16',
    what: 'no EOI while the virtual pin is masked',
    notModelled: 'a guest masks its pin only for good',
  },
  { id: 'DES-01', what: 'a pin is programmed at the first write of its entry', scenario: 'T1/driver-writes' },
  { id: 'DES-02', what: 'pciback unmasks the line', scenario: 'T1/attach-ghost' },
  { id: 'DES-03', what: 'unconfigured pins are taken for level/low', scenario: 'T8/attach-attributes' },
  { id: 'PIN-01', what: 'the GSI of a passed-through device is never configured', scenario: 'T1/attach-pin' },
  {
    id: 'PIN-02',
    what: 'a masked write of a PV dom0 maps',
    notModelled: 'a PV dom0 writes no redirection entries',
  },
  {
    id: 'PIN-07',
    what: 'level to edge is no EOI',
    notModelled: 'a guest does not change the trigger of its pin',
  },
  { id: 'PERM-03', what: 'rights are kept in guest numbers', scenario: 'T2/irq-as-gsi' },
  {
    id: 'PERM-05',
    what: "irq_permission reads its argument in the caller's pirqs",
    scenario: 'T2/right-of-dom0',
  },
  { id: 'PERM-06', what: 'detach from an HVM guest keeps the rights', scenario: 'T1/attach-detach' },
  {
    id: 'LIFE-03',
    what: 'an error is lost in a batch of pirqs',
    notModelled: 'pirqs are cleaned one by one',
  },
  {
    id: 'LIFE-04',
    what: 'devices are released before their MSIs',
    notModelled: 'MSIs of guests are not part of the state',
  },
  { id: 'LIFE-08', what: 'a forced removal stops at the first error of QEMU', scenario: 'T1/qemu-dies' },
  { id: 'LEAK-04', what: 'no clean-up once the last device is gone', scenario: 'T1/detach-destroy' },
  {
    id: 'CFG-05',
    what: "pciback's handler ends up on an MSI",
    notModelled: 'the config space of PV guests is not modelled',
  },
  {
    id: 'SBDF-02',
    what: 'a look-up ignores the segment',
    notModelled: 'devices are told apart by index, not by looking them up',
  },
];
