import { Handler } from '../state.js';
import { ILLEGAL, lifecycle } from './lifecycle.js';

/** Names by pin_programmed, handler and bound guests. */
const NAMES = {
  unprogrammed: { none: ['blank', 'deaf'], handler: ['preset', 'preset-bound'] },
  programmed: ['ready', 'bound'],
};

/**
 * An IO-APIC pin in Xen with its irq descriptor. It is configured once per boot and never again, and only a pin configured
 * before its first guest is bound ever delivers.
 */
export const pinLife = lifecycle({
  id: 'pin',
  title: 'an IO-APIC pin in Xen',
  cites: 'sections 3.4, 3.6 and 3.8 of the facts; mp_register_gsi, pirq_guest_bind (xen/arch/x86, Xen 4.20)',
  born: ['blank', 'preset'],
  reads: ['xen.pin', 'xen.irq'],
  life: {
    blank: {
      what: 'Nobody has configured the pin: no handler, masked, no guest.',
      on: { setup: 'ready', bind: 'deaf' },
    },
    preset: {
      what: 'Xen gave the ISA pin a handler at boot; it may still be configured once.',
      on: { setup: 'ready', bind: 'preset-bound' },
    },
    'preset-bound': {
      what: 'A guest is bound to an ISA pin as Xen preset it; setup_gsi answers -EEXIST.',
      on: { unbind: 'preset' },
    },
    deaf: {
      what: 'A guest is bound to a pin without handler: the bind succeeded, and nothing is ever delivered.',
      on: { setup: 'deafened', unbind: 'blank' },
    },
    deafened: {
      what: 'The pin was configured after its guest was bound: it stays masked until the last guest unbinds.',
      on: { unbind: 'ready' },
    },
    ready: { what: 'The pin is configured for good, masked, and no guest is bound.', on: { bind: 'bound' } },
    bound: { what: 'The pin is configured and open, and delivers to its guests.', on: { unbind: 'ready' } },
  },
  objects: (m) => m.scope.lines.numbers.map((g) => `GSI ${g}`),
  on(m, index) {
    const { none, handler } = NAMES.unprogrammed;
    const bare = none.map(index);
    const preset = handler.map(index);
    const programmed = NAMES.programmed.map(index);
    const deafened = index('deafened');
    return {
      state(line) {
        const bound = m.xen.guests[line] !== 0 ? 1 : 0;
        const masked = m.xen.pinMasked[line] !== 0;
        const hasHandler = m.xen.pinHandler[line] !== Handler.NONE;
        if ((m.xen.irqDisabled[line] !== 0) === (bound === 1)) return ILLEGAL;
        if (bound === 0 && (!masked || m.xen.inFlight[line] !== 0)) return ILLEGAL;
        if (m.xen.pinProgrammed[line] === 0) {
          if (!hasHandler) return masked ? bare[bound]! : ILLEGAL;
          return masked === (bound === 0) ? preset[bound]! : ILLEGAL;
        }
        if (!hasHandler) return ILLEGAL;
        return bound === 1 && masked ? deafened : programmed[bound]!;
      },
      // Trigger and polarity: of a programmed pin for good, of a preset one as long as somebody is bound.
      belongsTo(line) {
        if (m.xen.pinProgrammed[line] === 0 && m.xen.guests[line] === 0) return 0;
        const handler = m.xen.pinHandler[line]!;
        return handler === Handler.NONE ? 0 : 1 + handler * 2 + m.xen.pinLow[line]!;
      },
    };
  },
});
