import { DOM0 } from '../numbers.js';
import { Domain } from '../state.js';
import { ILLEGAL, lifecycle } from './lifecycle.js';

/**
 * A domain with its device model. libxl kills the device model before it destroys the domain, nothing starts it again, and
 * there is no way back from dying.
 */
export const domainLife = lifecycle({
  id: 'domain',
  title: 'a domain',
  cites:
    'sections 3.11 and 5 of the facts; libxl__destroy_domid (libxl_domain.c), domain_kill (xen/common/domain.c)',
  born: ['paused', 'running', 'dom0'],
  reads: ['xen.domain', 'qemu.process'],
  life: {
    dom0: { what: 'The domain of the toolstack; it runs as long as the machine does.' },
    paused: {
      what: 'The guest is created and does not run yet; its QEMU does.',
      on: { unpause: 'running', 'kill-qemu': 'paused-headless' },
    },
    running: { what: 'The guest and its QEMU run.', on: { 'kill-qemu': 'running-headless' } },
    'paused-headless': {
      what: 'The guest does not run, and its QEMU is dead.',
      on: { unpause: 'running-headless', destroydomain: 'dying' },
    },
    'running-headless': { what: 'The guest runs without its QEMU.', on: { destroydomain: 'dying' } },
    dying: {
      what: 'The guest is being destroyed: its devices are gone, its pirqs are still mapped.',
      on: { 'free-domain': 'dead' },
    },
    dead: { what: 'Xen has freed the domain.' },
  },
  objects: (m) => m.scope.domains,
  on(m, index) {
    const dom0 = index('dom0');
    const living = [
      [index('paused-headless'), index('paused')],
      [index('running-headless'), index('running')],
    ];
    const [dying, dead] = [index('dying'), index('dead')];
    return {
      state(d) {
        const life = m.xen.domain[d]!;
        if (d === DOM0) return life === Domain.RUNNING ? dom0 : ILLEGAL;
        const qemu = m.qemu.running[d]!;
        if (life < Domain.DYING) return living[life]![qemu]!;
        if (qemu !== 0) return ILLEGAL;
        return life === Domain.DYING ? dying : dead;
      },
      belongsTo: () => 0,
    };
  },
});
