import { InputError } from '../../model/input-error.js';
import type { LabStep } from './run.js';

/** An operation in the script language. */
export interface Lines {
  readonly lines: readonly string[];
  /** What the tool does by itself after a failure. */
  readonly cleanup: readonly string[];
  /** What other threads do at the same time. */
  readonly beside: readonly (readonly string[])[];
}

/** The operation of a step. Throws InputError if it has no counterpart. */
export function linesOf(step: LabStep): Lines {
  const { op } = step;
  const just = (...lines: string[]): Lines => ({ lines, cleanup: [], beside: [] });
  if (op.script !== undefined) {
    const threads = op.script.split('&').map((t) => t.split(';').map((l) => l.trim()));
    const [lines = [], ...beside] = threads;
    return { lines, cleanup: [], beside };
  }
  const after = op.bdf === undefined ? undefined : step.after.devices[op.bdf];
  switch (op.op) {
    case 'enable':
      return just(`device.enable ${op.bdf}`);
    case 'disable':
      return just(`device.disable ${op.bdf}`);
    case 'request_irq':
      return just(`driver.bind ${op.bdf}`);
    case 'free_irq':
    case 'unbind-driver':
      return just(`driver.unbind ${op.bdf}`);
    case 'bind-driver':
    case 'load-virtio-rng':
      // Linux 6.1 has no built-in virtio-pci: loading the module there did nothing.
      if (after!.driver === 'none') return just();
      return just(`driver.${after!.msi_irqs.length > 0 ? 'bind-msi' : 'bind'} ${op.bdf}`);
    case 'pciback-bind':
      return just(`pciback.bind ${op.bdf}`);
    case 'pciback-unbind':
      return just(`pciback.unbind ${op.bdf}`);
    case 'pciback-load':
      // pcistub_seize adds to the head of seized_devices, so they are initialised in reverse.
      return just(...op.hide!.toReversed().map((b) => `pciback.hide ${b}`));
    case 'raise':
      return just(`device.assert ${op.bdf}`);
    case 'assignable-add':
      return just(`xl.assignable-add ${op.bdf}`);
    case 'assignable-remove':
      return just(`xl.assignable-remove ${op.bdf}`);
    case 'create':
      // xl destroys a domain whose creation fails.
      return {
        lines: op.bdfs!.map((b) => `xl.attach ${b} ${op.domain}`),
        cleanup: step.rc === 0 ? [] : [`xl.destroy ${op.domain}`],
        beside: [],
      };
    case 'attach':
      return just(`xl.attach ${op.bdf} ${op.domain}`);
    case 'detach':
      return just(`xl.detach ${op.bdf} ${op.domain}`);
    case 'unpause':
      return just(`xl.unpause ${op.domain}`);
    case 'destroy':
      return just(`xl.destroy ${op.domain}`);
    default:
      throw new InputError(op.op, 'unknown operation of the lab');
  }
}
