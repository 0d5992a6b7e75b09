import type { ArmModel } from '../../model/arm/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Answer, type Property } from '../property.js';
import { ownedBy, truthOf, words } from './truth.js';

/** I9 of section A6. */
export const mmioOwner: Property<ArmModel> = {
  id: 'ARM-I9',
  name: 'mmio-owner',
  kind: 'quiescent',
  severity: 'defect',
  question: "Is a device's MMIO mapped in its owner only?",
  cites: 'vpci_deassign_device removes no mapping; libxl revokes the permission, not the p2m entries',
  reads: ['xen.p2m', 'xen.pdev'],
  on(built) {
    const { model: m } = built;
    const t = truthOf(built);
    let clash = { dev: 0, d: 0 };
    return {
      state(busy) {
        let answer: Answer = NOT_APPLICABLE;
        for (const d of t.guests)
          for (let dev = 0; dev < t.devices; dev++) {
            if (busy.devices & (1 << dev) || m.xen.p2m[d * t.devices + dev] === 0) continue;
            answer = OK;
            if (ownedBy(m, dev, d)) continue;
            clash = { dev, d };
            return VIOLATED;
          }
        return answer;
      },
      witness() {
        const w = words(m);
        return `${w.dom(clash.d)} has the MMIO of ${w.dev(clash.dev)} mapped, which belongs to ${w.owner(clash.dev)}`;
      },
    };
  },
};
