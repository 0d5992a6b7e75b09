import { errnoName, ETIME } from '../model/errno.js';
import { Domain } from '../model/state.js';
import type { Model } from '../model/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Answer, type Property } from './property.js';
import { operationsOf, words } from './truth.js';

/** L5 */
export const reattachWorks: Property<Model> = {
  id: 'L5',
  name: 'reattach-works',
  kind: 'at-rest',
  severity: 'defect',
  question: 'After attach and detach, can the device be attached to the same running guest again?',
  cites: 'section 8 of the facts, L5; lab: re-attach -EBUSY (PVH), -EEXIST (PV) after a sibling’s detach',
  reads: ['thread', 'xen.domain'],
  on(built) {
    const { model: m } = built;
    const operations = operationsOf(built);
    const disturbed = operations.some((o) => ['qemu.kill', 'toolstack.crash', 'xl.destroy'].includes(o.verb));
    /** attach, detach, attach of one device and guest, in this order in one thread and nowhere else. */
    const cycles = operations.flatMap((first) => {
      if (disturbed || first.verb !== 'xl.attach') return [];
      const same = operations.filter(
        (o) => o.dev === first.dev && (o.verb.startsWith('xl.') || o.verb.startsWith('pciback.')),
      );
      if (same.some((o) => o.thread !== first.thread)) return [];
      const [detach, again] = same.filter((o) => o.index > first.index);
      const cycle = detach?.verb === 'xl.detach' && again?.verb === 'xl.attach' && again.dom === first.dom;
      return cycle && detach.dom === first.dom ? [{ first, detach, again }] : [];
    });
    let clash = { dev: 0, d: 0, err: 0 };
    return {
      state() {
        let answer: Answer = NOT_APPLICABLE;
        for (const { first, detach, again } of cycles) {
          const result = again.result();
          if (first.result() !== 0 || detach.result() !== 0 || result === undefined) continue;
          if (m.xen.domain[again.dom] !== Domain.RUNNING) continue;
          // Giving up on a slow guest changes nothing, and can be tried again.
          if (result === ETIME) continue;
          answer = OK;
          if (result === 0) continue;
          clash = { dev: again.dev, d: again.dom, err: result };
          return VIOLATED;
        }
        return answer;
      },
      witness() {
        const w = words(m);
        return `attaching ${w.dev(clash.dev)} to ${w.dom(clash.d)} a second time fails with ${errnoName(clash.err)}`;
      },
    };
  },
};
