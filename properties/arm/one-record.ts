import type { ArmModel } from '../../model/arm/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Answer, type Property } from '../property.js';
import { truthOf, words } from './truth.js';

/** I5 of section A6. */
export const oneRecord: Property<ArmModel> = {
  id: 'ARM-I5',
  name: 'one-record',
  kind: 'always',
  severity: 'defect',
  question: 'Has a DeviceID of the host at most one record, in one domain?',
  cites: 'gicv3_its_map_guest_device: "it is expected that this would be done by the caller"',
  reads: ['xen.its'],
  on(built) {
    const { model: m } = built;
    const t = truthOf(built);
    let clash = { a: 0, b: 0 };
    return {
      state() {
        let answer: Answer = NOT_APPLICABLE;
        const { itsDev } = m.xen;
        for (let a = 0; a < itsDev.length; a++) {
          if (itsDev[a] === 0) continue;
          answer = OK;
          for (let b = 0; b < a; b++) {
            if (itsDev[b] !== itsDev[a]) continue;
            clash = { a: b, b: a };
            return VIOLATED;
          }
        }
        return answer;
      },
      witness() {
        const w = words(m);
        const of = (cell: number): string => `${w.id(cell % t.ids)} of ${w.dom(Math.floor(cell / t.ids))}`;
        return `${w.host(m.xen.itsDev[clash.a]! - 1)} is mapped as ${of(clash.a)} and as ${of(clash.b)}; the last one gets its interrupts`;
      },
    };
  },
};
