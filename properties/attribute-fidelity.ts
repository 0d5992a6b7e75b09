import { Handler } from '../model/state.js';
import type { Model } from '../model/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Property } from './property.js';
import { wiredLine, words } from './truth.js';

/** I3 */
export const attributeFidelity: Property<Model> = {
  id: 'I3',
  name: 'attribute-fidelity',
  kind: 'always',
  severity: 'defect',
  question: 'Does a configured pin have the trigger and polarity of the wire that ends there?',
  cites: 'thread 003 (Jan Beulich): ACPI may say otherwise, and a wrong guess is hard to diagnose',
  reads: ['xen.pin', 'xen.irq'],
  on({ model: m }) {
    const wired = wiredLine(m);
    let clash = 0;
    return {
      state() {
        let answer: 0 | 1 = NOT_APPLICABLE;
        for (let dev = 0; dev < wired.length; dev++) {
          const line = wired[dev]!;
          if (line < 0) continue;
          // A pin that has come configured counts from when somebody uses it.
          const inUse = m.xen.guests[line] !== 0 && m.xen.pinHandler[line] !== Handler.NONE;
          if (m.xen.pinProgrammed[line] === 0 && !inUse) continue;
          answer = OK;
          const low = m.scope.devices[dev]!.wire!.polarity === 'low' ? 1 : 0;
          if (m.xen.pinHandler[line] === Handler.LEVEL && m.xen.pinLow[line] === low) continue;
          clash = dev;
          return VIOLATED;
        }
        return answer;
      },
      witness() {
        const line = wired[clash]!;
        const is = `${m.xen.pinHandler[line] === Handler.LEVEL ? 'level' : 'edge'}/${m.xen.pinLow[line] ? 'low' : 'high'}`;
        const wire = m.scope.devices[clash]!.wire!.polarity;
        return `${words(m).gsi(line)} is configured ${is}, but ${words(m).dev(clash)} drives it level/${wire}`;
      },
    };
  },
};
