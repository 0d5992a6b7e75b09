import { choose } from './combinations.js';
import type { Design } from './design.js';
import { gsiFromIrq } from './gsi-from-irq.js';

/** Section 7.12 of the facts. */
export const defaultLevelLow: Design = {
  id: 'default-level-low',
  title: 'level/low by default for GSIs from 16',
  proposal: {
    what: 'default unconfigured GSIs >= 16 to level-triggered and low-polarity',
    by: 'Roger Pau Monné',
    where: 'thread 003',
  },
  objections: [
    {
      text: 'ACPI can say otherwise, and where the guess is wrong it is hard to diagnose: follow what dom0 reads from ACPI',
      by: 'Jan Beulich',
      where: 'thread 003',
      judged: { scenario: 'T8/attach-attributes', property: 'I3', steps: ['XEN_DOMCTL_bind_pt_irq 0'] },
    },
    {
      text: 'I cannot find a reference in the PCI specification',
      by: 'Roger Pau Monné',
      where: 'thread 003',
      judged: {
        notAStateProperty:
          'it is about what a specification promises; what real ACPI tables say is T8/attach-attributes',
      },
    },
  ],
  fate: 'not merged',
  versions: [],
  base: 'gsi-from-irq',
  ...choose(gsiFromIrq, { pin: 'level-low' }),
};
