import { choose } from './combinations.js';
import type { Design } from './design.js';
import { gsiFromIrq } from './gsi-from-irq.js';

/** Thread 003, between 7.11 and 7.12 of the facts; which hypercall was not said, map_pirq is one that every tool makes. */
export const bundledSetup: Design = {
  id: 'bundled-setup',
  title: 'pin set-up bundled into an existing hypercall: map_pirq for a guest configures it, level/low',
  proposal: {
    what: 'bundle the configuring of the pin together with an existing toolstack hypercall',
    by: 'Stefano Stabellini',
    where: 'thread 003',
  },
  objections: [
    {
      text: 'ACPI can say otherwise, and where the guess is wrong it is hard to diagnose: follow what dom0 reads from ACPI',
      by: 'Jan Beulich',
      where: 'thread 003',
      judged: { scenario: 'T8/attach-attributes', property: 'I3', steps: ['PHYSDEVOP_map_pirq dom1 0'] },
    },
  ],
  fate: 'not merged',
  versions: [],
  base: 'gsi-from-irq',
  ...choose(gsiFromIrq, { pin: 'at-map' }),
};
