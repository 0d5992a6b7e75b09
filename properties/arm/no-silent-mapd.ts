import type { ArmModel } from '../../model/arm/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Answer, type Property } from '../property.js';
import { ownedBy, truthOf, words } from './truth.js';

/** L2 of section A6. */
export const noSilentMapd: Property<ArmModel> = {
  id: 'ARM-L2',
  name: 'no-silent-mapd',
  kind: 'at-rest',
  severity: 'defect',
  question:
    'Is every MAPD of an owned device carried out at the host in the end, or an error seen by the guest?',
  cites: 'vgic_its_handle_cmds: CREADR advances whether or not the command failed',
  reads: ['guest', 'xen.pdev', 'xen.its'],
  on(built) {
    const { model: m } = built;
    const t = truthOf(built);
    let clash = { dev: 0, d: 0, g: 0, as: 0 };
    return {
      state() {
        let answer: Answer = NOT_APPLICABLE;
        for (const d of t.guests)
          for (let dev = 0; dev < t.devices; dev++) {
            const g = m.guest.known[d * t.devices + dev]! - 1;
            if (g < 0 || m.guest.mapd[d * t.ids + g] === 0 || !ownedBy(m, dev, d)) continue;
            answer = OK;
            const as = m.xen.itsDev[d * t.ids + g]!;
            if (as === t.host[dev]! + 1) continue;
            clash = { dev, d, g, as };
            return VIOLATED;
          }
        return answer;
      },
      witness() {
        const w = words(m);
        const { dev, d, g, as } = clash;
        const instead = as === 0 ? 'nothing is mapped' : `${w.host(as - 1)} is mapped`;
        return `${w.dom(d)} has issued MAPD of ${w.id(g)} for ${w.dev(dev)} and saw no error; at the host ${instead}`;
      },
    };
  },
};
