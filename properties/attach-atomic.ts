import { inDigl } from '../model/xen/digl.js';
import { Domain } from '../model/state.js';
import { errnoName } from '../model/errno.js';
import type { Model } from '../model/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Answer, type Property } from './property.js';
import { cells, operationsOf, ownedBy, UNKNOWN, wiredLine, words } from './truth.js';

/** L1 */
export const attachAtomic: Property<Model> = {
  id: 'L1',
  name: 'attach-atomic',
  kind: 'at-rest',
  severity: 'defect',
  question: 'Does every attach end in success or leave no trace?',
  cites: 'pci_add_dm_done, tools/libs/light/libxl_pci.c: no rollback of QEMU device, mappings or rights',
  reads: ['thread', 'xen.pdev', 'xen.pirq', 'xen.caps', 'xen.domain', 'qemu.dev'],
  on(built) {
    const { model: m } = built;
    const wired = wiredLine(m);
    const attaches = operationsOf(built).filter((o) => o.verb === 'xl.attach');
    const lines = m.scope.lines.count;
    const pirqs = m.scope.pirqs.count;
    const at = cells(m);
    let clash = { dev: 0, d: 0, err: 0, left: '' };
    const leftBehind = (dev: number, d: number): string | null => {
      if (m.qemu.realized[d * wired.length + dev] !== 0) return 'the device stays in QEMU';
      for (let p = 0; p < pirqs; p++) if (inDigl(m, at.pirq(d, p), dev)) return 'the interrupt stays bound';
      for (let line = 0; line < lines; line++) {
        if (m.xen.irqCaps[at.line(d, line)] === 0) continue;
        let needed = false;
        for (let other = 0; other < wired.length; other++)
          if ((wired[other] === line || wired[other] === UNKNOWN) && ownedBy(m, other, d)) needed = true;
        if (!needed) return 'the right to a line stays granted';
      }
      return null;
    };
    return {
      state() {
        let answer: Answer = NOT_APPLICABLE;
        for (const a of attaches) {
          const result = a.result();
          if (result === undefined || m.xen.domain[a.dom]! >= Domain.DYING) continue;
          answer = OK;
          if (result === 0 || ownedBy(m, a.dev, a.dom)) continue;
          const left = leftBehind(a.dev, a.dom);
          if (left === null) continue;
          clash = { dev: a.dev, d: a.dom, err: result, left };
          return VIOLATED;
        }
        return answer;
      },
      witness() {
        const w = words(m);
        return `attaching ${w.dev(clash.dev)} to ${w.dom(clash.d)} failed with ${errnoName(clash.err)}, and ${clash.left}`;
      },
    };
  },
};
