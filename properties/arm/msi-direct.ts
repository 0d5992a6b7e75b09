import type { ArmModel } from '../../model/arm/model.js';
import { Life } from '../../model/arm/state.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Property } from '../property.js';
import { guestOwning, truthOf, words } from './truth.js';

/** The fourth requirement of thread 002. */
export const msiDirect: Property<ArmModel> = {
  id: 'ARM-R4',
  name: 'msi-direct',
  kind: 'step',
  severity: 'defect',
  question: 'Does an MSI of a device whose driver in the guest waits for it go straight into that guest?',
  cites: 'thread 002, requirement 4: MSI should be directly injected into domU',
  reads: ['hw.dev', 'xen.pdev', 'xen.domain', 'guest', 'libxl'],
  on(built) {
    const { model: m } = built;
    const t = truthOf(built);
    const sbdfs = m.scope.devices.map((d) => d.sbdf);
    let clash = { dev: 0, d: 0, before: true };
    return {
      after(_thread, { step }) {
        const written = step.fn === 'MSI write';
        if (!written && step.fn !== 'gicv3_do_LPI') return NOT_APPLICABLE;
        const dev = sbdfs.indexOf(step.args as string);
        const d = guestOwning(m, dev);
        if (d === 0 || m.hw.msi[dev] === 0 || m.xen.domain[d] !== Life.RUNNING) return NOT_APPLICABLE;
        if (m.guest.bound[d * t.devices + dev] === 0 || m.libxl.listedIn[dev] !== d + 1)
          return NOT_APPLICABLE;
        if (written ? m.hw.lpi[dev] !== 0 : m.hw.got[dev] === d + 1) return OK;
        clash = { dev, d, before: written };
        return VIOLATED;
      },
      witness() {
        const w = words(m);
        const where = clash.before ? 'no LPI comes of it' : 'Xen does not inject it there';
        return `${w.dev(clash.dev)} of ${w.dom(clash.d)} writes its MSI, and ${where}`;
      },
    };
  },
};
