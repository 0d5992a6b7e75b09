import type { ArmModel } from '../../model/arm/model.js';
import { Life } from '../../model/arm/state.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Answer, type Property } from '../property.js';
import { truthOf, words } from './truth.js';

/** The third requirement of thread 002. */
export const smmuProgrammed: Property<ArmModel> = {
  id: 'ARM-R3',
  name: 'smmu-programmed',
  kind: 'quiescent',
  severity: 'defect',
  question: 'Is the SMMU programmed for the pair of device and domain somebody asked for, and for no other?',
  cites: 'thread 002, requirement 3: the SMMU should be programmed for the device/domain pair',
  reads: ['hw.smmu', 'libxl', 'xen.domain'],
  on(built) {
    const { model: m } = built;
    const t = truthOf(built);
    let clash = { dev: 0, d: 0, missing: false };
    return {
      state(busy) {
        let answer: Answer = NOT_APPLICABLE;
        for (let dev = 0; dev < t.devices; dev++) {
          const stream = t.stream[dev]!;
          if (stream < 0 || busy.devices & (1 << dev)) continue;
          const listed = m.libxl.listedIn[dev]!;
          const got = m.hw.stream[stream]!;
          if (listed === 0 && got < 2) continue;
          answer = OK;
          const missing = listed !== 0 && got !== listed && m.xen.domain[listed - 1] === Life.RUNNING;
          if (!missing && (got < 2 || t.asked(dev, got - 1))) continue;
          clash = { dev, d: missing ? listed - 1 : got - 1, missing };
          return VIOLATED;
        }
        return answer;
      },
      witness() {
        const w = words(m);
        const stream = `${w.stream(t.stream[clash.dev]!)} of ${w.dev(clash.dev)}`;
        return clash.missing
          ? `${w.dev(clash.dev)} is attached to ${w.dom(clash.d)}, and ${stream} is not translated for it`
          : `nobody asked to give ${w.dev(clash.dev)} to ${w.dom(clash.d)}, and ${stream} is translated for it`;
      },
    };
  },
};
