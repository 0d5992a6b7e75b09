import { choose } from './combinations.js';
import type { Design } from './design.js';
import { gsiFromIrq } from './gsi-from-irq.js';

/** Section 7.15 of the facts. */
export const pcibackMapSetup: Design = {
  id: 'pciback-map-setup',
  title: 'map and setup for DOMID_SELF: pciback maps the line to dom0, then sets it up',
  proposal: {
    what: 'pciback maps the GSI for DOMID_SELF and sets it up with what ACPI says',
    by: 'Jiqian Chen',
    where: 'thread 003; version 3',
  },
  objections: [
    {
      text: 'it is a backdoor to what Xen does on IO-APIC accesses, and clashes with it: given back, the device gets no interrupt',
      by: 'Roger Pau Monné',
      where: 'thread 003',
      judged: {
        scenario: 'T1/pciback-first',
        property: 'L4',
        steps: ['PHYSDEVOP_map_pirq DOMID_SELF 0', 'PHYSDEVOP_setup_gsi 0', 'mp_register_gsi -EEXIST'],
      },
    },
    {
      text: '... and a PVH dom0 that unmaps its own pirq loses its right to the line',
      by: 'Roger Pau Monné',
      where: 'thread 003',
      judged: { scenario: 'T1/dom0-unmaps', property: 'I7', steps: ['PHYSDEVOP_unmap_pirq DOMID_SELF 0'] },
    },
  ],
  fate: 'the map was dropped in version 4; Xen still lets a PVH dom0 do it',
  versions: [],
  base: 'gsi-from-irq',
  ...choose(gsiFromIrq, { pin: 'pciback-map-setup', filter: 'map-setup' }),
};
