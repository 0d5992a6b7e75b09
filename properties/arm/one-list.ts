import type { ArmModel } from '../../model/arm/model.js';
import { OK, VIOLATED, type Property } from '../property.js';

/** I3 of section A6. */
export const oneList: Property<ArmModel> = {
  id: 'ARM-I3',
  name: 'one-list',
  kind: 'always',
  severity: 'defect',
  question: "Is every device on its owner's list and on no other?",
  cites: 'arm_smmu_assign_dev moves list entry and owner before it attaches; pci_add_device takes both back',
  reads: ['xen.pdev'],
  on({ model: m }) {
    let clash = 0;
    return {
      state() {
        for (let p = 0; p < m.scope.pdevs.length; p++)
          if (m.xen.owner[p] !== m.xen.onList[p]) {
            clash = p;
            return VIOLATED;
          }
        return OK;
      },
      witness: () => `${m.scope.pdevs[clash]!.name} is not on the list of its owner`,
    };
  },
};
