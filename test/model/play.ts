import { buildSystem } from '../../model/build.js';
import type { Model } from '../../model/model.js';
import type { Built } from '../../model/system.js';
import type { Design } from '../../model/designs/design.js';
import { parseTopology, type TopologyInput } from '../../model/hardware/topology.js';
import { domLine } from '../../model/model.js';
import type { Dev, Dom, LineIx } from '../../model/numbers.js';
import { Handler, Owner } from '../../model/state.js';
import { modelCalls } from './calls.js';
import { Executor } from './executor.js';

/** Two on one GSI of the second IO-APIC, one on its neighbour: as small as sharing gets. */
export const A = '0000:00:02.0';
export const B = '0000:00:03.0';
export const C = '0000:00:04.0';
export const AB = 28;
export const OTHER = 29;

/** A, B on GSI 28 and C on GSI 29, level/low, with changes for a test. */
export function twoIoapics(changes: Partial<TopologyInput> = {}): TopologyInput {
  return {
    format: 'pirqcheck-topology/1',
    name: 'two IO-APICs',
    ioapics: [
      { id: 0, gsiBase: 0, pins: 24 },
      { id: 1, gsiBase: 24, pins: 24 },
    ],
    prt: [
      {
        bus: '0000:00',
        entries: [
          { device: 2, pin: 'A', gsi: AB },
          { device: 3, pin: 'A', gsi: AB },
          { device: 4, pin: 'A', gsi: OTHER },
        ],
      },
    ],
    devices: [
      { sbdf: A, pin: 'A' },
      { sbdf: B, pin: 'A' },
      { sbdf: C, pin: 'A' },
    ],
    wires: [
      { sbdf: A, gsi: AB, polarity: 'low' },
      { sbdf: B, gsi: AB, polarity: 'low' },
      { sbdf: C, gsi: OTHER, polarity: 'low' },
    ],
    ...changes,
  };
}

/** A finished script and the state it left. */
export interface Played {
  readonly built: Built<Model>;
  /** How each operation ended. */
  readonly results: readonly number[];
  /** Xen's calls with their return codes, per operation; spelled as in `calls.ts`. */
  readonly calls: readonly (readonly string[])[];
  /** Every step's `function = result`, per operation. */
  readonly steps: readonly (readonly string[])[];
  dev(sbdf: string): Dev;
  line(gsi: number): LineIx;
  /** The guests of an irq: `dom0:28`. */
  bound(gsi: number): string[];
  pin(gsi: number): { handler: 'none' | 'edge' | 'level'; polarity: 'high' | 'low'; masked: boolean };
  caps(domain: number): number[];
  owner(sbdf: string): string;
  /** Number of the device's irq in dom0, stale or not. */
  irq(sbdf: string): number;
  delivered(sbdf: string): boolean;
}

export interface Options {
  readonly topology?: TopologyInput;
  readonly paused?: readonly string[];
}

/** Runs one thread's operations in order, with QEMU and the hardware whenever it waits. */
export function play(design: Design, lines: readonly string[], options: Options = {}): Played {
  const topology = parseTopology(options.topology ?? twoIoapics(), 'test');
  const built = buildSystem(topology, design, {
    name: 'test',
    threads: { main: lines },
    paused: options.paused ?? [],
  });
  const executor = new Executor(built, 'main');
  const taken = lines.map((_, i) => executor.run(i));
  const { model: m, system } = built;
  const thread = system.programs.findIndex((p) => p.thread === 'main');
  const dev = (sbdf: string): Dev => m.scope.devices.findIndex((d) => d.sbdf === sbdf) as Dev;
  const line = (gsi: number): LineIx => m.scope.lines.index(gsi) as LineIx;
  return {
    built,
    results: lines.map((_, i) => system.result(thread, i)!),
    calls: taken.map((t) => modelCalls(t)),
    steps: taken.map((t) => t.map((s) => `${s.fn} = ${s.result}`)),
    dev,
    line,
    bound: (gsi) =>
      m.scope.domains.flatMap((name, d) => {
        const pirq = m.xen.irqPirq[domLine(m, d as Dom, line(gsi))]!;
        return m.xen.guests[line(gsi)]! & (1 << d) ? [`${name}:${m.scope.pirqs.numbers[pirq - 1]}`] : [];
      }),
    pin: (gsi) => {
      const handler = m.xen.pinHandler[line(gsi)]!;
      return {
        handler: handler === Handler.NONE ? 'none' : handler === Handler.LEVEL ? 'level' : 'edge',
        polarity: m.xen.pinLow[line(gsi)] ? 'low' : 'high',
        masked: m.xen.pinMasked[line(gsi)] !== 0,
      };
    },
    caps: (d) =>
      m.scope.lines.numbers.filter((_, i) => m.xen.irqCaps[domLine(m, d as Dom, i as LineIx)] !== 0),
    owner: (sbdf) => {
      const o = m.xen.owner[dev(sbdf)]!;
      return o === Owner.NONE
        ? 'nobody'
        : o === Owner.DOM0
          ? 'dom0'
          : o === Owner.DOM_IO
            ? 'dom_io'
            : `dom${o - Owner.GUEST + 1}`;
    },
    irq: (sbdf) => m.scope.irqs.numbers[m.linux.devIrq[dev(sbdf)]! - 1] ?? 0,
    delivered: (sbdf) => m.hw.served[dev(sbdf)] !== 0,
  };
}
