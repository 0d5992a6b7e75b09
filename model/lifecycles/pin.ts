import { Handler } from '../state.js';
import { ILLEGAL, lifecycle } from './lifecycle.js';

/**
 * An IO-APIC pin in Xen with its irq descriptor. It is configured once per boot and never again, and only a pin configured
 * before its first guest is bound ever delivers.
 */
export const pinLife = lifecycle({
  id: 'pin',
  title: 'an IO-APIC pin in Xen',
  cites:
    'sections 3.4, 3.6 and 3.8 of the facts; mp_register_gsi, pirq_guest_bind, irq_shutdown_none of ioapic_edge_type ' +
    '(xen/arch/x86, Xen 4.20); lab run pvh-420-612-flatC-1io',
  born: ['blank', 'preset'],
  reads: ['xen.pin', 'xen.irq', 'xen.delivery'],
  life: {
    blank: {
      what: 'Nobody has configured the pin: no handler, masked, no guest.',
      on: { setup: 'ready', bind: 'deaf' },
    },
    preset: {
      what: 'Xen gave the ISA pin a handler at boot and opened it if edge triggered; it may still be configured once.',
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
    ready: {
      what: 'The pin is configured for good, masked, and no guest is bound.',
      on: { 'bind-level': 'bound', 'bind-edge': 'edge-bound' },
    },
    bound: {
      what: 'The level triggered pin is open and delivers to its guests.',
      on: { unbind: 'ready' },
    },
    'edge-bound': {
      what: 'The edge triggered pin is open and delivers to its guests.',
      on: { unbind: 'edge-idle' },
    },
    'edge-idle': {
      what: 'The edge triggered pin had a guest and has none: Xen never masks it again.',
      on: { bind: 'edge-bound' },
    },
  },
  objects: (m) => m.scope.lines.numbers.map((g) => `GSI ${g}`),
  on(m, index) {
    const bare = ['blank', 'deaf'].map(index);
    const preset = ['preset', 'preset-bound'].map(index);
    const open = [
      ['edge-idle', 'edge-bound'],
      ['ready', 'bound'],
    ].map((row) => row.map(index));
    const ready = index('ready');
    const deafened = index('deafened');
    return {
      state(line) {
        const bound = m.xen.guests[line] !== 0 ? 1 : 0;
        const masked = m.xen.pinMasked[line] !== 0;
        const handler = m.xen.pinHandler[line]!;
        if ((m.xen.irqDisabled[line] !== 0) === (bound === 1)) return ILLEGAL;
        if (bound === 0 && m.xen.inFlight[line] !== 0) return ILLEGAL;
        if (handler === Handler.NONE)
          return masked && m.xen.pinProgrammed[line] === 0 ? bare[bound]! : ILLEGAL;
        // A level triggered pin is open exactly while somebody is bound, an edge triggered one from its first bind on.
        const level = handler === Handler.LEVEL ? 1 : 0;
        if (level === 1 && bound === 0 && !masked) return ILLEGAL;
        if (m.xen.pinProgrammed[line] === 0)
          return masked === (level === 1 && bound === 0) ? preset[bound]! : ILLEGAL;
        if (masked) return bound === 1 ? deafened : ready;
        return open[level]![bound]!;
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
