import { Domain } from '../model/state.js';
import type { Model } from '../model/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Answer, type Property } from './property.js';
import { guestsOf, ownedBy, UNKNOWN, wiredLine, words } from './truth.js';

/** L2 */
export const interruptDelivered: Property<Model> = {
  id: 'L2',
  name: 'interrupt-delivered',
  kind: 'at-rest',
  severity: 'defect',
  question: "Does the interrupt of a guest's own device reach the handler the guest has for it?",
  cites: 'section 8 of the facts, L2',
  reads: ['hw.dev', 'xen.pdev', 'guest.dev', 'qemu.dev', 'xen.domain'],
  on({ model: m }) {
    const guests = guestsOf(m);
    const wired = wiredLine(m);
    const devices = m.scope.devices.length;
    let clash = { dev: 0, d: 0 };
    return {
      state() {
        let answer: Answer = NOT_APPLICABLE;
        for (let dev = 0; dev < devices; dev++) {
          if (wired[dev] === UNKNOWN || (m.hw.asserted[dev] === 0 && m.hw.served[dev] === 0)) continue;
          for (const d of guests) {
            if (!ownedBy(m, dev, d) || m.guest.intx[d * devices + dev] === 0) continue;
            if (m.xen.domain[d] !== Domain.RUNNING) continue;
            answer = OK;
            if (m.hw.asserted[dev] === 0) continue;
            clash = { dev, d };
            return VIOLATED;
          }
        }
        return answer;
      },
      witness() {
        const w = words(m);
        const why = m.hw.intxDisable[clash.dev] ? ' (QEMU has switched its INTx off)' : '';
        return `${w.dev(clash.dev)} of ${w.dom(clash.d)} asserts its interrupt for ever${why}`;
      },
    };
  },
};
