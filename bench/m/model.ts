import { forever, seq, step, until, when, type Code } from '../../model/code.js';
import { Layout, type Cells, type Recorder } from '../../model/layout.js';
import type { Built, Step } from '../../model/system.js';
import { Threads } from '../../model/threads.js';

/**
 * M(n, P): a model small enough to be written for every model checker, in the shape of the real one. n devices with a line
 * each, one guest with P pirqs, ten rules per device. Its sizes are known from independent tools, so it pins what a search
 * counts and compares how fast it counts.
 *
 * A device stands at one of eight places; each rule is one transition:
 *
 *     0 -probe-> 1 -bind-> 2 -setup_gsi-> 3 -attach-low|attach-high-> 4 -grant-> 5 -qemu-bind-> 6 <-mask-/-unmask-> 7
 *     6, 7 -detach-> 3
 *
 * probe takes the smallest free irq, for good. attach-low takes the lowest free pirq, attach-high the highest; where that
 * is the same one there is only attach-low, and where none is free, neither. detach frees the pirq, takes the permission
 * back and masks the pin.
 */
export interface M {
  readonly devices: number;
  readonly pirqs: number;
  /** [pin] mp_register_gsi has been called. */
  readonly registered: Cells;
  readonly masked: Cells;
  readonly level: Cells;
  readonly low: Cells;
  /** [gsi] its irq + 1. */
  readonly irqOfGsi: Cells;
  /** [irq] its gsi + 1. */
  readonly gsiOfIrq: Cells;
  /** [irq] the guest may use it. */
  readonly permitted: Cells;
  /** [device] its pirq + 1. */
  readonly pirqOf: Cells;
  /** [device] QEMU has bound it: places 6 and 7. */
  readonly bound: Cells;
  /** [pirq] gsi + 1. */
  readonly pirqGsi: Cells;
  /** [pirq] irq + 1. */
  readonly pirqIrq: Cells;
}

export interface Variant {
  /** The mistake of thread 000: the permission is granted on the GSI's number, taken as an irq. */
  readonly grantsGsi?: boolean;
  /** Debug build: reports every access to the state. */
  readonly recorder?: Recorder;
}

/** Compiles M(devices, pirqs). */
export function buildM(devices: number, pirqs: number, variant: Variant = {}): Built<M> {
  const layout = new Layout(variant.recorder);
  const m = declare(layout, devices, pirqs);
  const threads = new Threads(layout, m, { errors: false, gsi: 0, irq: 0, pirq: 0, flag: 0 });
  for (let d = 0; d < devices; d++) threads.addDaemon(`device ${d}`, () => device(m, d, variant));
  return threads.build({
    halted: new Uint8Array(1),
    earlyTimeouts: false,
    scenario: `M(${devices},${pirqs})`,
    setInitialState: () => m.masked.fill(1),
  });
}

function declare(layout: Layout, devices: number, pirqs: number): M {
  const names = (what: string, n: number): string[] => Array.from({ length: n }, (_, i) => `${what}${i}`);
  const pin = [names('gsi', devices)];
  const gsi = { names: pin[0]!, from: 1 };
  const irq = [names('irq', devices)];
  const dev = [names('dev', devices)];
  const pirq = [names('pirq', pirqs)];
  return {
    devices,
    pirqs,
    registered: layout.field('pin', 'registered', { by: pin, max: 1 }),
    masked: layout.field('mask', 'pin', { by: pin, max: 1 }),
    level: layout.field('pin', 'level', { by: pin, max: 1 }),
    low: layout.field('pin', 'low', { by: pin, max: 1 }),
    irqOfGsi: layout.field('gsi', 'irq', { by: pin, max: devices }),
    gsiOfIrq: layout.field('irq', 'gsi', { by: irq, max: devices, refers: gsi }),
    permitted: layout.field('permission', 'irq', { by: irq, max: 1 }),
    pirqOf: layout.field('dev', 'pirq', { by: dev, max: pirqs }),
    bound: layout.field('dev', 'bound', { by: dev, max: 1 }),
    pirqGsi: layout.field('pirq', 'gsi', { by: pirq, max: devices, refers: gsi }),
    pirqIrq: layout.field('pirq', 'irq', { by: pirq, max: devices }),
  };
}

/** The life of one device; its line has the same number. */
function device(m: M, d: number, { grantsGsi = false }: Variant): Code {
  const attached = (): boolean => m.pirqOf[d] !== 0;
  return seq(
    step(probe(m, d)),
    step({ ...linux('bind'), run: () => 0 }),
    step(setupGsi(m, d)),
    forever(
      step(attach(m, d)),
      step(grant(m, d, grantsGsi)),
      step(qemuBind(m, d)),
      until(
        () => !attached(),
        step(orDetach(m, d, 'unmask', 0)),
        when(attached, step(orDetach(m, d, 'mask', 1))),
      ),
    ),
  );
}

const linux = (fn: string): Pick<Step, 'actor' | 'fn' | 'args' | 'reads' | 'writes'> => ({
  actor: 'linux',
  fn,
  args: '',
  reads: [],
  writes: [],
});

const probe = (m: M, d: number): Step => ({
  ...linux('probe'),
  writes: ['irq', `gsi:${d}`],
  run: () => {
    let irq = 0;
    while (m.gsiOfIrq[irq] !== 0) irq++;
    m.gsiOfIrq[irq] = d + 1;
    m.irqOfGsi[d] = irq + 1;
    return 0;
  },
});

const setupGsi = (m: M, d: number): Step => ({
  ...linux('setup_gsi'),
  writes: [`pin:${d}`],
  run: () => {
    m.registered[d] = 1;
    m.level[d] = 1;
    m.low[d] = 1;
    return 0;
  },
});

/** Outcome 0: the lowest free pirq; 1: the highest, where that is another. */
const attach = (m: M, d: number): Step => ({
  actor: 'libxl',
  fn: 'attach',
  args: '',
  reads: [`gsi:${d}`],
  writes: [`dev:${d}`, 'pirq'],
  enabled: () => lowestFree(m) < m.pirqs,
  outcomes: 2,
  choices: () => (lowestFree(m) === highestFree(m) ? 1 : 2),
  run: (outcome) => {
    const pirq = outcome === 0 ? lowestFree(m) : highestFree(m);
    m.pirqOf[d] = pirq + 1;
    m.pirqGsi[pirq] = d + 1;
    m.pirqIrq[pirq] = m.irqOfGsi[d]!;
    return 0;
  },
});

function lowestFree(m: M): number {
  let pirq = 0;
  while (pirq < m.pirqs && m.pirqGsi[pirq] !== 0) pirq++;
  return pirq;
}

function highestFree(m: M): number {
  let pirq = m.pirqs - 1;
  while (pirq >= 0 && m.pirqGsi[pirq] !== 0) pirq--;
  return pirq;
}

const grant = (m: M, d: number, grantsGsi: boolean): Step => ({
  actor: 'libxl',
  fn: 'grant',
  args: '',
  reads: [`gsi:${d}`],
  writes: ['permission'],
  run: () => {
    m.permitted[grantsGsi ? d : m.irqOfGsi[d]! - 1] = 1;
    return 0;
  },
});

const qemuBind = (m: M, d: number): Step => ({
  actor: 'qemu',
  fn: 'qemu-bind',
  args: '',
  reads: [],
  writes: [`dev:${d}`],
  run: () => {
    m.bound[d] = 1;
    return 0;
  },
});

/** Outcome 0: masks or unmasks the pin; 1: detaches the device instead. */
const orDetach = (m: M, d: number, fn: string, masked: number): Step => ({
  actor: 'xen',
  fn: `${fn} or detach`,
  args: '',
  reads: [`gsi:${d}`],
  writes: [`mask:${d}`, 'permission', 'pirq', `dev:${d}`],
  outcomes: 2,
  run: (outcome) => {
    if (outcome === 0) {
      m.masked[d] = masked;
      return 0;
    }
    const pirq = m.pirqOf[d]! - 1;
    m.masked[d] = 1;
    m.permitted[m.irqOfGsi[d]! - 1] = 0;
    m.pirqGsi[pirq] = 0;
    m.pirqIrq[pirq] = 0;
    m.pirqOf[d] = 0;
    m.bound[d] = 0;
    return 0;
  },
});
