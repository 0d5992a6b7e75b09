import { choose } from './combinations.js';
import type { Design } from './design.js';
import { gsiFromIrq } from './gsi-from-irq.js';

/** Section 7.11 of the facts. */
export const toolstackSetupGsi: Design = {
  id: 'toolstack-setup-gsi',
  title: 'toolstack setup_gsi: libxl sets the GSI up, level/low',
  proposal: {
    what: 'the toolstack sets the GSI up itself with PHYSDEVOP_setup_gsi',
    by: 'Roger Pau Monné',
    where: 'thread 003',
  },
  objections: [
    {
      text: 'ACPI can say otherwise, and where the guess is wrong it is hard to diagnose: follow what dom0 reads from ACPI',
      by: 'Jan Beulich',
      where: 'thread 003',
      judged: {
        scenario: 'T8/attach-attributes',
        property: 'I3',
        steps: ['PHYSDEVOP_setup_gsi level low 0'],
      },
    },
  ],
  fate: 'the call was kept, and moved into the kernel, which knows ACPI',
  versions: [],
  base: 'gsi-from-irq',
  ...choose(gsiFromIrq, { pin: 'toolstack', filter: 'map-setup' }),
};
