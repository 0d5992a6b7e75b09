import type { ArmModel } from '../../model/arm/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Answer, type Property } from '../property.js';
import { lostAt, ownedBy, truthOf, words } from './truth.js';

/** L1 of section A6. */
export const msiWorks: Property<ArmModel> = {
  id: 'ARM-L1',
  name: 'msi-works',
  kind: 'at-rest',
  severity: 'defect',
  question:
    'Once a device is attached and the guest has enabled its MSI, do its interrupts arrive in the end?',
  cites: 'thread 002: "LPIs not programmed for that device"',
  reads: ['guest', 'libxl', 'xen.pdev', 'xen.its', 'xen.lpi', 'hw.its', 'hw.smmu', 'hw.dev'],
  on(built) {
    const { model: m } = built;
    const t = truthOf(built);
    let clash = { dev: 0, d: 0, lost: '' };
    return {
      state() {
        let answer: Answer = NOT_APPLICABLE;
        for (const d of t.guests)
          for (let dev = 0; dev < t.devices; dev++) {
            if (m.guest.bound[d * t.devices + dev] === 0) continue;
            if (m.libxl.listedIn[dev] !== d + 1 || !ownedBy(m, dev, d)) continue;
            answer = OK;
            const lost = lostAt(m, t, dev, d);
            if (lost === null) continue;
            clash = { dev, d, lost };
            return VIOLATED;
          }
        return answer;
      },
      witness() {
        const w = words(m);
        return `${w.dev(clash.dev)} is attached to ${w.dom(clash.d)}, whose driver waits for its MSI, and ${clash.lost}`;
      },
    };
  },
};
