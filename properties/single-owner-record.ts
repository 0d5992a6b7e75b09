import type { Model } from '../model/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Property } from './property.js';
import { guestsOf, ownedBy, words } from './truth.js';

/** I18 */
export const singleOwnerRecord: Property<Model> = {
  id: 'I18',
  name: 'single-owner-record',
  kind: 'quiescent',
  severity: 'defect',
  question: "Does xenstore's record of who has a device agree with Xen?",
  cites: 'section 9, race 4 of the facts: a losing attach deletes the winner’s key',
  reads: ['libxl', 'xen.pdev'],
  on({ model: m }) {
    const guests = guestsOf(m);
    let clash = { dev: 0, d: 0 };
    return {
      state(busy) {
        let answer: 0 | 1 = NOT_APPLICABLE;
        for (let dev = 0; dev < m.scope.devices.length; dev++) {
          if (busy.devices & (1 << dev)) continue;
          for (const d of guests) {
            const recorded = m.libxl.domidKey[dev] === d;
            const owned = ownedBy(m, dev, d);
            if (recorded || owned) answer = OK;
            if (recorded === owned) continue;
            clash = { dev, d };
            return VIOLATED;
          }
        }
        return answer;
      },
      witness() {
        const w = words(m);
        const [xen, store] =
          m.libxl.domidKey[clash.dev] === clash.d ? ['does not own', 'names'] : ['owns', 'does not name'];
        return `${w.dom(clash.d)} ${xen} ${w.dev(clash.dev)}, and /libxl/pci/${w.dev(clash.dev)}/domid ${store} it`;
      },
    };
  },
};
