import type { ArmModel } from '../../model/arm/model.js';
import { freedMemory } from '../../model/arm/xen/its-devices.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Answer, type Property } from '../property.js';
import { words } from './truth.js';

/** I6 of section A6. */
export const liveLpi: Property<ArmModel> = {
  id: 'ARM-I6',
  name: 'live-lpi',
  kind: 'always',
  severity: 'defect',
  question: 'Does a host LPI that leads to a virtual LPI lead to one that exists?',
  cites: 'gicv3_do_LPI uses the pending_irq without a guarantee of its life (TODO in vgic-v3-its.c)',
  reads: ['xen.lpi', 'xen.its'],
  on({ model: m }) {
    let clash = { lpi: 0, freed: false };
    return {
      state() {
        let answer: Answer = NOT_APPLICABLE;
        const { hlpiDom, hlpiVlpi, lpiTree } = m.xen;
        const vlpis = m.scope.intids.length;
        for (let lpi = 0; lpi < hlpiVlpi.length; lpi++) {
          if (hlpiVlpi[lpi] === 0) continue;
          answer = OK;
          const at = lpiTree[(hlpiDom[lpi]! - 1) * vlpis + hlpiVlpi[lpi]! - 1]!;
          if (at !== 0 && at !== freedMemory(m)) continue;
          clash = { lpi, freed: at !== 0 };
          return VIOLATED;
        }
        return answer;
      },
      witness() {
        const w = words(m);
        const to = `${w.vlpi(m.xen.hlpiVlpi[clash.lpi]! - 1)} of ${w.dom(m.xen.hlpiDom[clash.lpi]! - 1)}`;
        return `a host LPI leads to ${to}, ${clash.freed ? 'whose memory is freed' : 'which is not in its tree'}`;
      },
    };
  },
};
