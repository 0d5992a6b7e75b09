import type { ArmModel } from '../../model/arm/model.js';
import { errnoName } from '../../model/errno.js';
import { Life } from '../../model/arm/state.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Answer, type Property } from '../property.js';
import { guestOwning, lostAt, operations, ownedBy, truthOf, words } from './truth.js';

/** The second requirement of thread 002. */
export const reassignAtWill: Property<ArmModel> = {
  id: 'ARM-R2',
  name: 'reassign-at-will',
  kind: 'at-rest',
  severity: 'defect',
  question: 'After a device was taken away, can it or another be attached again, and does it work?',
  cites: 'thread 002, requirement 2: the assignment should not be static',
  reads: [
    'thread',
    'xen.pdev',
    'libxl',
    'xen.its',
    'xen.lpi',
    'hw.its',
    'hw.smmu',
    'hw.dev',
    'guest',
    'xen.domain',
  ],
  on(built) {
    const { model: m } = built;
    const t = truthOf(built);
    const taken = ['xl.detach', 'xl.destroy'].flatMap((v) => operations(built, v));
    const again = operations(built, 'xl.attach').filter((a) =>
      taken.some((o) => o.thread === a.thread && o.index < a.index),
    );
    let clash = { dev: 0, d: 0, why: '' };
    return {
      state() {
        let answer: Answer = NOT_APPLICABLE;
        for (const { dev, dom, result } of again) {
          const err = result();
          if (err === undefined || m.xen.domain[dom] !== Life.RUNNING) continue;
          const owner = guestOwning(m, dev);
          if (owner !== 0 && owner !== dom) continue;
          answer = OK;
          const works =
            m.guest.bound[dom * t.devices + dev] === 0 || !ownedBy(m, dev, dom)
              ? null
              : lostAt(m, t, dev, dom);
          if (err === 0 && works === null) continue;
          clash = { dev, d: dom, why: err === 0 ? works! : `it fails with ${errnoName(err)}` };
          return VIOLATED;
        }
        return answer;
      },
      witness() {
        const w = words(m);
        return `after a device was taken away ${w.dev(clash.dev)} is attached to ${w.dom(clash.d)}, and ${clash.why}`;
      },
    };
  },
};
