import type { ArmModel } from '../../model/arm/model.js';
import { errnoName } from '../../model/errno.js';
import { Life } from '../../model/arm/state.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Answer, type Property } from '../property.js';
import { guestOwning, operations, ownedBy, words } from './truth.js';

/** The first requirement of thread 002. */
export const anyDeviceAnyTime: Property<ArmModel> = {
  id: 'ARM-R1',
  name: 'any-device-any-time',
  kind: 'at-rest',
  severity: 'defect',
  question: 'Can a device that no other guest has be attached at run time, and does the guest find it?',
  cites: 'thread 002, requirement 1: any PCI device be assigned to any domU at runtime',
  reads: ['thread', 'xen.pdev', 'libxl', 'xen.domain'],
  on(built) {
    const { model: m } = built;
    const attaches = operations(built, 'xl.attach');
    const enables = operations(built, 'guest.enable-msi');
    let clash = { dev: 0, d: 0, err: 0, what: '' };
    return {
      state() {
        let answer: Answer = NOT_APPLICABLE;
        for (const { dev, dom, result } of attaches) {
          const err = result();
          if (err === undefined || m.xen.domain[dom] !== Life.RUNNING) continue;
          const owner = guestOwning(m, dev);
          if (owner !== 0 && owner !== dom) continue;
          answer = OK;
          if (err === 0 || m.libxl.listedIn[dev] === dom + 1) continue;
          clash = { dev, d: dom, err, what: 'attaching' };
          return VIOLATED;
        }
        for (const { dev, dom, result } of enables) {
          const err = result();
          if (err === undefined || err === 0 || !ownedBy(m, dev, dom) || m.libxl.listedIn[dev] !== dom + 1)
            continue;
          clash = { dev, d: dom, err, what: 'after it was attached, using' };
          return VIOLATED;
        }
        return answer;
      },
      witness() {
        const w = words(m);
        return `${clash.what} ${w.dev(clash.dev)} in ${w.dom(clash.d)} failed with ${errnoName(clash.err)}`;
      },
    };
  },
};
