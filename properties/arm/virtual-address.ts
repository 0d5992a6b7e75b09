import type { ArmModel } from '../../model/arm/model.js';
import { foundId } from '../../model/arm/linux/pciback.js';
import type { Dev } from '../../model/arm/scope.js';
import { Owner } from '../../model/arm/state.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Answer, type Property } from '../property.js';
import { words } from './truth.js';

/** I8 of section A6. */
export const virtualAddress: Property<ArmModel> = {
  id: 'ARM-I8',
  name: 'virtual-address',
  kind: 'always',
  severity: 'defect',
  question:
    'Has every device of a guest an address of its own there, and does every slot in use hold a device?',
  cites: 'assign_virtual_sbdf and vpci_deassign_device (vpci.c); xen-pciback/vpci.c',
  reads: ['xen.vpci', 'xen.pdev', 'pciback'],
  on({ model: m }) {
    let clash = '';
    const { devices, pdevs, slots, domains } = m.scope;
    const bitsAgree = (): boolean => {
      for (let d = 0; d < domains.length; d++)
        for (let slot = 0; slot < slots.length; slot++) {
          let holders = 0;
          for (let p = 0; p < pdevs.length; p++)
            if (m.xen.owner[p] === Owner.DOM0 + d && m.xen.vpciSlot[p] === slot + 1) holders++;
          if (holders === m.xen.slotUsed[d * slots.length + slot]) continue;
          clash = `slot ${slots[slot]} of ${domains[d]} is ${holders === 0 ? 'taken by no device' : `that of ${holders} devices`}`;
          return false;
        }
      return true;
    };
    return {
      state() {
        let answer: Answer = m.design.configPath === 'vpci' ? OK : NOT_APPLICABLE;
        if (!bitsAgree()) return VIOLATED;
        for (let a = 0; a < devices.length; a++) {
          if (m.pciback.exportedTo[a] === 0) continue;
          answer = OK;
          for (let b = 0; b < a; b++) {
            if (m.pciback.exportedTo[a] !== m.pciback.exportedTo[b]) continue;
            const id = foundId(m, a as Dev);
            if (id < 0 || id !== foundId(m, b as Dev)) continue;
            const w = words(m);
            clash = `${w.dev(b)} and ${w.dev(a)} have the same address in ${w.dom(m.pciback.exportedTo[a]! - 1)}`;
            return VIOLATED;
          }
        }
        return answer;
      },
      witness: () => clash,
    };
  },
};
