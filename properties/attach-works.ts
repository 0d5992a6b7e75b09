import { errnoName, ETIME } from '../model/errno.js';
import type { Model } from '../model/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Answer, type Property } from './property.js';
import { operationsOf, words } from './truth.js';

/** Operations after which a failing attach is nobody's fault. */
const DISTURBANCES = new Set([
  'xl.destroy',
  'qemu.kill',
  'toolstack.crash',
  'pciback.unbind',
  'xl.assignable-remove',
  'dom0.unmap-pirq',
]);

/** A1: P-ATTACH of the catalogue of known bugs. */
export const attachWorks: Property<Model> = {
  id: 'A1',
  name: 'attach-works',
  kind: 'at-rest',
  severity: 'defect',
  question: 'Does making a device assignable and attaching it succeed, if nobody else handles that device?',
  cites: 'threads 000 and 003: what the authors of the patches wanted to work at all',
  reads: ['thread'],
  on(built) {
    const { model: m } = built;
    const operations = operationsOf(built);
    const disturbed = operations.some((o) => DISTURBANCES.has(o.verb));
    /** The first attach of a device that its own thread made assignable and that no other thread handles. */
    const single = operations.filter((a) => {
      if (disturbed || a.verb !== 'xl.attach') return false;
      const same = operations.filter((o) => o.dev === a.dev);
      const alone = same.every((o) => o.thread === a.thread);
      const before = same.filter((o) => o.index < a.index).map((o) => o.verb);
      return alone && before.includes('xl.assignable-add') && !before.includes('xl.attach');
    });
    let clash = { dev: 0, d: 0, err: 0 };
    return {
      state() {
        let answer: Answer = NOT_APPLICABLE;
        for (const a of single) {
          const result = a.result();
          if (result === undefined || result === ETIME) continue;
          answer = OK;
          if (result === 0) continue;
          clash = { dev: a.dev, d: a.dom, err: result };
          return VIOLATED;
        }
        return answer;
      },
      witness() {
        const w = words(m);
        return `attaching ${w.dev(clash.dev)} to ${w.dom(clash.d)} fails with ${errnoName(clash.err)}`;
      },
    };
  },
};
