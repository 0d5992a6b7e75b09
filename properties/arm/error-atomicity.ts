import type { ArmModel } from '../../model/arm/model.js';
import { errnoName } from '../../model/errno.js';
import { Life } from '../../model/arm/state.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Answer, type Property } from '../property.js';
import { operations, ownedBy, truthOf, words } from './truth.js';

/** I10 of section A6. */
export const errorAtomicity: Property<ArmModel> = {
  id: 'ARM-I10',
  name: 'error-atomicity',
  kind: 'at-rest',
  severity: 'defect',
  question: 'Does an attach that fails leave owner, stream and rights as they were?',
  cites: 'pci_add_dm_done, libxl_pci.c: no rollback; vpci_assign_device refuses after the IOMMU was switched',
  reads: ['thread', 'xen.pdev', 'xen.iomem', 'libxl', 'xen.domain'],
  on(built) {
    const { model: m } = built;
    const t = truthOf(built);
    const attaches = operations(built, 'xl.attach');
    let clash = { dev: 0, d: 0, err: 0, left: '' };
    return {
      state() {
        let answer: Answer = NOT_APPLICABLE;
        for (const { dev, dom, result } of attaches) {
          const err = result();
          if (err === undefined || m.xen.domain[dom] !== Life.RUNNING) continue;
          answer = OK;
          if (err === 0 || m.libxl.listedIn[dev] === dom + 1) continue;
          const owned = ownedBy(m, dev, dom);
          if (!owned && m.xen.iomem[dom * t.devices + dev] === 0) continue;
          clash = {
            dev,
            d: dom,
            err,
            left: owned ? 'it belongs to that domain' : 'the right to its MMIO stays',
          };
          return VIOLATED;
        }
        return answer;
      },
      witness() {
        const w = words(m);
        return `attaching ${w.dev(clash.dev)} to ${w.dom(clash.d)} failed with ${errnoName(clash.err)}, and ${clash.left}`;
      },
    };
  },
};
