import type { Model } from '../model/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Answer, type Property } from './property.js';
import { operationsOf, UNKNOWN, wiredLine, words } from './truth.js';

const THROUGH_PCIBACK = new Set(['xl.assignable-remove', 'pciback.unbind']);

/** L4 */
export const backToDom0: Property<Model> = {
  id: 'L4',
  name: 'back-to-dom0',
  kind: 'at-rest',
  severity: 'defect',
  question: "After a device came back from pciback, does its interrupt reach dom0's driver?",
  cites: 'lab: confirmed, Linux 6.12.107 and 7.2.12 on Xen 4.20, also through xl pci-assignable-add/-remove',
  reads: ['hw.dev', 'linux.handler'],
  on(built) {
    const { model: m } = built;
    const returned = operationsOf(built).filter((o) => THROUGH_PCIBACK.has(o.verb));
    const wired = wiredLine(m);
    let clash = 0;
    return {
      state() {
        let answer: Answer = NOT_APPLICABLE;
        for (const o of returned) {
          const { dev } = o;
          if (wired[dev] === UNKNOWN || o.result() !== 0 || m.linux.handler[dev] === 0) continue;
          if (m.hw.asserted[dev] === 0 && m.hw.served[dev] === 0) continue;
          answer = OK;
          if (m.hw.asserted[dev] === 0) continue;
          clash = dev;
          return VIOLATED;
        }
        return answer;
      },
      witness: () => `${words(m).dev(clash)} is back with its dom0 driver and asserts its interrupt for ever`,
    };
  },
};
