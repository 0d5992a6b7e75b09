import { errnoName, ETIME } from '../model/errno.js';
import { Domain, Owner } from '../model/state.js';
import type { Model } from '../model/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Answer, type Property } from './property.js';
import { operationsOf, ownedBy, words, type Ended } from './truth.js';

/** L3 */
export const removalWorks: Property<Model> = {
  id: 'L3',
  name: 'removal-works',
  kind: 'at-rest',
  severity: 'defect',
  question: 'Do detach and destroy end well and give the device back?',
  cites: 'lab: xl destroy fails again and again once a pirq is poisoned; LIFE-08, LIFE-09',
  reads: ['thread', 'xen.pdev', 'xen.domain'],
  on(built) {
    const { model: m } = built;
    const operations = operationsOf(built);
    const killed = operations.some((o) => o.verb === 'qemu.kill' || o.verb === 'toolstack.crash');
    const destroys = operations.filter((o) => o.verb === 'xl.destroy');
    /** A detach that follows a successful attach in its own thread, of a device nobody else handles. */
    const legal = operations.flatMap((o): { detach: Ended; attach: Ended }[] => {
      if (killed || destroys.length > 0 || (o.verb !== 'xl.detach' && o.verb !== 'xl.detach-force'))
        return [];
      const alone = operations.every((p) => p.dev !== o.dev || p.thread === o.thread);
      const before = operations.filter((p) => p.thread === o.thread && p.index < o.index && p.dev === o.dev);
      const last = before.findLast((p) => p.verb.startsWith('xl.'));
      return alone && last?.verb === 'xl.attach' && last.dom === o.dom ? [{ detach: o, attach: last }] : [];
    });
    let problem = { what: '', dev: -1, d: 0, err: 0 };
    return {
      state() {
        let answer: Answer = NOT_APPLICABLE;
        for (const o of destroys) {
          const result = o.result();
          if (result === undefined) continue;
          answer = OK;
          problem = { what: 'destroy', dev: -1, d: o.dom, err: result };
          if (result < 0 && m.xen.domain[o.dom]! < Domain.DYING) return VIOLATED;
          for (let dev = 0; dev < m.scope.devices.length; dev++)
            if (ownedBy(m, dev, o.dom) && m.xen.domain[o.dom] === Domain.DEAD) return VIOLATED;
        }
        for (const { detach, attach } of legal) {
          const result = detach.result();
          if (result === undefined || attach.result() !== 0 || m.xen.domain[detach.dom] !== Domain.RUNNING)
            continue;
          // Giving up on a slow guest changes nothing, and can be tried again.
          if (result === ETIME) continue;
          answer = OK;
          if (result === 0) continue;
          problem = { what: 'detach', dev: detach.dev, d: detach.dom, err: result };
          return VIOLATED;
        }
        return answer;
      },
      witness() {
        const w = words(m);
        const what =
          problem.dev < 0
            ? `destroying ${w.dom(problem.d)}`
            : `detaching ${w.dev(problem.dev)} from ${w.dom(problem.d)}`;
        const held = m.scope.devices.filter((_, dev) => m.xen.owner[dev]! >= Owner.GUEST).map((d) => d.sbdf);
        return `${what} fails with ${errnoName(problem.err)}${held.length > 0 ? `; ${held.join(', ')} stay assigned` : ''}`;
      },
    };
  },
};
