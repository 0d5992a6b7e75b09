import type { ArmModel } from '../../model/arm/model.js';
import { Life } from '../../model/arm/state.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Answer, type Property } from '../property.js';
import { operations, ownedBy, truthOf, words } from './truth.js';

/** L3 of section A6. */
export const detachComplete: Property<ArmModel> = {
  id: 'ARM-L3',
  name: 'detach-complete',
  kind: 'at-rest',
  severity: 'defect',
  question: 'After a detach, are the device, its LPIs and its slot free in the end?',
  cites:
    'pci_remove_detached, libxl_pci.c: errors are logged; section A3.7: Xen is told first, the guest asked later',
  reads: ['thread', 'xen.pdev', 'xen.its', 'xen.vpci', 'pciback', 'libxl', 'xen.domain'],
  on(built) {
    const { model: m } = built;
    const t = truthOf(built);
    const detaches = operations(built, 'xl.detach');
    let clash = { dev: 0, d: 0, left: '' };
    const left = (dev: number, d: number): string | null => {
      if (ownedBy(m, dev, d)) return 'the domain still owns it';
      if (m.pciback.exportedTo[dev] === d + 1) return 'pciback still exports it';
      for (let g = 0; g < t.ids; g++)
        if (t.host[dev]! >= 0 && m.xen.itsDev[d * t.ids + g] === t.host[dev]! + 1)
          return 'its LPIs are not free';
      return null;
    };
    return {
      state() {
        let answer: Answer = NOT_APPLICABLE;
        for (const { dev, dom, result } of detaches) {
          if (result() !== 0 || m.libxl.listedIn[dev] === dom + 1) continue;
          if (m.xen.domain[dom] !== Life.RUNNING) continue;
          answer = OK;
          const what = left(dev, dom);
          if (what === null) continue;
          clash = { dev, d: dom, left: what };
          return VIOLATED;
        }
        return answer;
      },
      witness() {
        const w = words(m);
        return `${w.dev(clash.dev)} was detached from ${w.dom(clash.d)}, and ${clash.left}`;
      },
    };
  },
};
