import type { ArmModel } from '../../model/arm/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Answer, type Property } from '../property.js';
import { ownedBy, truthOf, words } from './truth.js';

/** I4 of section A6. */
export const ittOwner: Property<ArmModel> = {
  id: 'ARM-I4',
  name: 'itt-owner',
  kind: 'always',
  severity: 'defect',
  question: 'Is a DeviceID of the host mapped only for the domain that owns the device?',
  cites: 'gicv3_its_map_guest_device does not check it and says so; thread 002, step 10b',
  reads: ['xen.its', 'hw.its', 'xen.pdev'],
  on(built) {
    const { model: m } = built;
    const t = truthOf(built);
    let clash = { d: 0, g: 0, dev: 0 };
    return {
      state() {
        let answer: Answer = NOT_APPLICABLE;
        for (let cell = 0; cell < m.xen.itsDev.length; cell++) {
          const h = m.xen.itsDev[cell]! - 1;
          if (h < 0 || m.hw.itt[h] !== m.xen.block[cell]) continue;
          const d = Math.floor(cell / t.ids);
          for (let dev = 0; dev < t.devices; dev++) {
            if (t.host[dev] !== h) continue;
            answer = OK;
            if (ownedBy(m, dev, d)) continue;
            clash = { d, g: cell % t.ids, dev };
            return VIOLATED;
          }
        }
        return answer;
      },
      witness() {
        const w = words(m);
        return `${w.host(t.host[clash.dev]!)} of ${w.dev(clash.dev)} is mapped for ${w.dom(clash.d)} (its ${w.id(clash.g)}), and the device belongs to ${w.owner(clash.dev)}`;
      },
    };
  },
};
