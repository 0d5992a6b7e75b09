import { Driver, Owner } from '../state.js';
import { ILLEGAL, lifecycle } from './lifecycle.js';

/** Names by who has the device in dom0 (nobody, a native driver, pciback unlisted, pciback) and its owner in Xen. */
const NAMES = [
  ['free', 'stranded', 'orphaned'],
  ['native', 'intruding', 'hijacked'],
  ['claimed', 'claimed-quarantined', 'claimed-assigned'],
  ['pciback', 'quarantined', 'assigned'],
];

/**
 * A PCI device as passthrough sees it: who drives it in dom0, and to whom Xen has given it. Neither asks the other, so
 * races of two tools reach every combination; but the driver core never hands a device from one driver to another, Xen
 * takes a device from a guest only into quarantine, and gives nobody's device to anybody.
 */
export const deviceLife = lifecycle({
  id: 'device',
  title: 'a PCI device as passthrough sees it',
  cites:
    'sections 2.9, 3.9, 3.12, 5 and 9.13 of the facts; really_probe (drivers/base/dd.c, Linux 6.1), ' +
    'assign_device and deassign_device (xen/drivers/passthrough/pci.c, Xen 4.20)',
  born: ['free', 'unowned'],
  reads: ['linux.dev', 'linux.handler', 'pciback', 'xen.pdev'],
  life: {
    free: {
      what: 'No driver has the device, and it belongs to dom0.',
      on: {
        bind: 'native',
        seize: 'claimed',
        quarantine: 'stranded',
        assign: 'orphaned',
      },
    },
    native: {
      what: 'A driver of dom0 has the device.',
      on: { unbind: 'free', quarantine: 'intruding', assign: 'hijacked' },
    },
    claimed: {
      what: 'xen-pciback is bound to the device, but initialises it or lets go of it: not in pcistub_devices.',
      on: { list: 'pciback', release: 'free', quarantine: 'claimed-quarantined', assign: 'claimed-assigned' },
    },
    pciback: {
      what: 'xen-pciback has the device, and it still belongs to dom0.',
      on: { delist: 'claimed', quarantine: 'quarantined', assign: 'assigned' },
    },
    stranded: {
      what: 'The device is quarantined in dom_io, and no driver has it.',
      on: {
        bind: 'intruding',
        seize: 'claimed-quarantined',
        reclaim: 'free',
        assign: 'orphaned',
      },
    },
    intruding: {
      what: 'A driver of dom0 has a device that Xen keeps in quarantine: its DMA faults.',
      on: { unbind: 'stranded', reclaim: 'native', assign: 'hijacked' },
    },
    'claimed-quarantined': {
      what: 'xen-pciback initialises or lets go of a device that Xen keeps in dom_io.',
      on: { list: 'quarantined', release: 'stranded', reclaim: 'claimed', assign: 'claimed-assigned' },
    },
    quarantined: {
      what: 'xen-pciback has the device, and Xen keeps it in dom_io: ready to be assigned.',
      on: { delist: 'claimed-quarantined', reclaim: 'pciback', assign: 'assigned' },
    },
    orphaned: {
      what: 'The device belongs to a guest, and no driver of dom0 watches over it.',
      on: { bind: 'hijacked', seize: 'claimed-assigned', deassign: 'stranded' },
    },
    hijacked: {
      what: 'The device belongs to a guest while a driver of dom0 drives it.',
      on: { unbind: 'orphaned', deassign: 'intruding' },
    },
    'claimed-assigned': {
      what: 'xen-pciback initialises or lets go of a device that belongs to a guest.',
      on: { list: 'assigned', release: 'orphaned', deassign: 'claimed-quarantined' },
    },
    assigned: {
      what: 'The device belongs to a guest, and xen-pciback has it in dom0.',
      on: { delist: 'claimed-assigned', deassign: 'quarantined' },
    },
    unowned: {
      what: 'Xen has a record of the device without an owner, as for an SR-IOV VF that vPCI refused.',
    },
  },
  objects: (m) => m.scope.devices.map((d) => d.sbdf),
  on(m, index) {
    const table = NAMES.map((row) => row.map(index));
    const unowned = index('unowned');
    return {
      state(dev) {
        const driver = m.linux.driver[dev]!;
        const owner = m.xen.owner[dev]!;
        if (driver !== Driver.PCIBACK && m.pciback.stub[dev] !== 0) return ILLEGAL;
        if (m.pciback.stub[dev] === 0 && m.pciback.exportedTo[dev] !== 0) return ILLEGAL;
        const interrupts = m.linux.handler[dev] !== 0 || m.linux.msiIrq[dev] !== 0;
        if (interrupts && driver !== Driver.NATIVE) return ILLEGAL;
        if (owner === Owner.NONE) return unowned;
        return table[driver + m.pciback.stub[dev]!]![Math.min(owner, Owner.GUEST) - Owner.DOM0]!;
      },
      belongsTo: (dev) => (m.xen.owner[dev]! >= Owner.GUEST ? m.xen.owner[dev]! : 0),
    };
  },
});
