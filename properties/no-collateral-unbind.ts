import type { Model } from '../model/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Answer, type Property } from './property.js';
import { guestsOf, ownedBy, wiredLine, words } from './truth.js';

/** I5 */
export const noCollateralUnbind: Property<Model> = {
  id: 'I5',
  name: 'no-collateral-unbind',
  kind: 'step',
  severity: 'defect',
  question: 'Does a guest keep its line while a device of its own that nobody is detaching still needs it?',
  cites: 'confirmed by the lab on PVH and PV dom0: xl pci-detach of a sibling masks the pin',
  reads: ['xen.irq', 'xen.pdev', 'qemu.dev'],
  on({ model: m }) {
    const wired = wiredLine(m);
    const guests = guestsOf(m);
    const bound = new Uint8Array(m.scope.lines.count);
    const remember = (): void => {
      for (let line = 0; line < bound.length; line++) bound[line] = m.xen.guests[line]!;
    };
    let clash = { d: 0, dev: 0 };
    return {
      before: remember,
      advance: remember,
      after(_thread, instruction) {
        let answer: Answer = NOT_APPLICABLE;
        for (const d of guests)
          for (let dev = 0; dev < wired.length; dev++) {
            const line = wired[dev]!;
            if (line < 0 || (bound[line]! & (1 << d)) === 0) continue;
            if (!ownedBy(m, dev, d) || m.qemu.realized[d * wired.length + dev] === 0) continue;
            if (instruction.busy.devices & (1 << dev)) continue;
            answer = OK;
            if (m.xen.guests[line]! & (1 << d)) continue;
            clash = { d, dev };
            return VIOLATED;
          }
        return answer;
      },
      witness() {
        const w = words(m);
        return `${w.dom(clash.d)} is no longer bound to ${w.gsi(wired[clash.dev]!)}, which its ${w.dev(clash.dev)} still uses`;
      },
    };
  },
};
