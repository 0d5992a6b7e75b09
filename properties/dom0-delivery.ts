import type { Model } from '../model/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Property } from './property.js';
import { UNKNOWN, wiredLine, words } from './truth.js';

/** I8 */
export const dom0Delivery: Property<Model> = {
  id: 'I8',
  name: 'dom0-delivery-after-unmask',
  kind: 'quiescent',
  severity: 'defect',
  question: 'Is dom0 bound to every line that it has unmasked?',
  cites: 'lab: mp_register_gsi = -EEXIST, no map, no bind; the raised line counts 0',
  reads: ['xen.irq', 'xen.vioapic', 'linux.handler', 'linux.gsi'],
  on({ model: m }) {
    const wired = wiredLine(m);
    const lines = m.scope.lines.count;
    const pv = m.design.dom0 === 'pv';
    let clash = 0;
    /** A PVH dom0 unmasks its virtual pin; a PV dom0 that has a handler believes its pirq is started. */
    const unmasked = (line: number): boolean => {
      if (!pv) return m.xen.vrteMasked[line] === 0;
      const irq = m.linux.gsiIrq[line]!;
      if (irq === 0) return false;
      for (let dev = 0; dev < wired.length; dev++) if (m.linux.handler[dev] === irq) return true;
      return false;
    };
    return {
      state({ devices }) {
        let answer: 0 | 1 = NOT_APPLICABLE;
        for (let line = 0; line < lines; line++) {
          if (!unmasked(line)) continue;
          let inFlight = false;
          for (let dev = 0; dev < wired.length; dev++) {
            if ((devices & (1 << dev)) === 0) continue;
            const perhapsHere = wired[dev] === line || wired[dev] === UNKNOWN;
            if (perhapsHere || m.linux.handler[dev] === m.linux.gsiIrq[line]) inFlight = true;
          }
          if (inFlight) continue;
          answer = OK;
          if (m.xen.guests[line]! & 1) continue;
          clash = line;
          return VIOLATED;
        }
        return answer;
      },
      witness: () =>
        `dom0 has ${words(m).gsi(clash)} unmasked and waits for its interrupts, but Xen has not bound dom0 to it`,
    };
  },
};
