import { DOM0 } from '../model/numbers.js';
import type { Model } from '../model/model.js';
import { OK, VIOLATED, type Property } from './property.js';
import { cells, words } from './truth.js';

/** I7 */
export const hwdomCapability: Property<Model> = {
  id: 'I7',
  name: 'hwdom-capability',
  kind: 'always',
  severity: 'defect',
  question: 'Does dom0 keep its right to every line? Nothing in Xen ever gives it back.',
  cites: 'section 3.3 of the facts; thread 003, DOMID_SELF mapping (Roger Pau Monné)',
  reads: ['xen.caps'],
  on({ model: m }) {
    const lines = m.scope.lines.count;
    const at = cells(m);
    let clash = 0;
    return {
      state() {
        for (let line = 0; line < lines; line++) {
          if (m.scope.lines.numbers[line] === 0 || m.xen.irqCaps[at.line(DOM0, line)] !== 0) continue;
          clash = line;
          return VIOLATED;
        }
        return OK;
      },
      witness: () => `dom0 has lost its right to ${words(m).gsi(clash)} until the next boot`,
    };
  },
};
