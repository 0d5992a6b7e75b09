import type { ArmModel } from '../../model/arm/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Answer, type Property } from '../property.js';
import { truthOf, words } from './truth.js';

/** L5 of section A6. */
export const queueDrains: Property<ArmModel> = {
  id: 'ARM-L5',
  name: 'queue-drains',
  kind: 'at-rest',
  severity: 'quality',
  question: 'Does CREADR reach CWRITER in the end?',
  cites: 'vgic_its_handle_cmds: a command that cannot be fetched ends the loop, CREADR stays',
  reads: ['xen.its', 'guest'],
  on(built) {
    const { model: m, system } = built;
    const t = truthOf(built);
    const commands = system.programs.some((p) => p.instructions.some((i) => i.step.fn.startsWith('MAP')));
    let clash = 0;
    return {
      state() {
        let answer: Answer = NOT_APPLICABLE;
        for (const d of t.guests) {
          if (commands) answer = OK;
          if (m.xen.wedged[d] === 0) continue;
          clash = d;
          return VIOLATED;
        }
        return answer;
      },
      witness: () => `the command queue of ${words(m).dom(clash)} stands still for ever`,
    };
  },
};
