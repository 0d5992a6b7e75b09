import type { ArmModel } from '../../model/arm/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Property } from '../property.js';
import { ownedBy, truthOf, words } from './truth.js';

/** I7 of section A6. */
export const lpiToOwner: Property<ArmModel> = {
  id: 'ARM-I7',
  name: 'lpi-to-owner',
  kind: 'step',
  severity: 'defect',
  question: "Is an LPI of a device injected into its owner only, as what the owner's driver bound for it?",
  cites: 'thread 002: which virtual SBDF maps to which device; section A6',
  reads: ['hw.dev', 'xen.pdev', 'guest'],
  on(built) {
    const { model: m } = built;
    const t = truthOf(built);
    const sbdfs = m.scope.devices.map((d) => d.sbdf);
    let clash = { dev: 0, d: 0, vlpi: 0, foreign: false };
    return {
      after(_thread, { step }) {
        if (step.fn !== 'gicv3_do_LPI') return NOT_APPLICABLE;
        const dev = sbdfs.indexOf(step.args as string);
        const d = m.hw.got[dev]! - 1;
        if (d < 0) return NOT_APPLICABLE;
        const bound = m.guest.bound[d * t.devices + dev]!;
        const foreign = !ownedBy(m, dev, d);
        if (!foreign && (bound === 0 || bound === m.hw.gotVlpi[dev])) return OK;
        clash = { dev, d, vlpi: m.hw.gotVlpi[dev]! - 1, foreign };
        return VIOLATED;
      },
      witness() {
        const w = words(m);
        const { dev, d, vlpi, foreign } = clash;
        const got = `the MSI of ${w.dev(dev)} arrives in ${w.dom(d)} as ${w.vlpi(vlpi)}`;
        return foreign
          ? `${got}, and the device belongs to ${w.owner(dev)}`
          : `${got}, and its driver waits for ${w.vlpi(m.guest.bound[d * t.devices + dev]! - 1)}`;
      },
    };
  },
};
