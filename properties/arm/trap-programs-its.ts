import type { ArmModel } from '../../model/arm/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Property } from '../property.js';
import { truthOf, words } from './truth.js';

/** The fifth requirement of thread 002. */
export const trapProgramsIts: Property<ArmModel> = {
  id: 'ARM-R5',
  name: 'trap-programs-its',
  kind: 'step',
  severity: 'defect',
  question: "Does a guest's MAPD that Xen accepts program the host ITS?",
  cites: 'thread 002, requirement 5: access to the GIC should be trapped in Xen to program MSI in the ITS',
  reads: ['guest.ram', 'xen.its'],
  on(built) {
    const { model: m } = built;
    const t = truthOf(built);
    const before = new Uint8Array(m.guest.deviceTable.length);
    let clash = 0;
    return {
      before: () => before.set(m.guest.deviceTable),
      after() {
        for (let cell = t.ids; cell < before.length; cell++) {
          if (before[cell] !== 0 || m.guest.deviceTable[cell] === 0) continue;
          if (m.xen.itsDev[cell] !== 0) return OK;
          clash = cell;
          return VIOLATED;
        }
        return NOT_APPLICABLE;
      },
      witness() {
        const w = words(m);
        return `Xen accepts MAPD of ${w.id(clash % t.ids)} from ${w.dom(Math.floor(clash / t.ids))}, and the host ITS knows nothing of it`;
      },
    };
  },
};
