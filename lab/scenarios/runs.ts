import type { Topology } from '../../model/hardware/topology.js';
import { topologyOf } from '../machine/topologies.js';
import { systems, type LabSystem } from '../run/system.js';
import { machines } from './machines.js';
import type { LabScenario } from './scenario.js';
import { labScenarios } from './scenarios.js';

/** One boot of the lab. */
export interface LabRun {
  /** E.g. `pvh-6.12-4.20-2-ghost`: system, number of IO-APICs, scenario. */
  readonly name: string;
  readonly system: LabSystem;
  readonly ioapics: 1 | 2;
  readonly scenario: LabScenario;
}

/** Where each scenario is run: numbers of IO-APICs by system. */
const where: Readonly<Record<string, readonly string[]>> = {
  forward: ['pvh-6.12-4.20 2', 'pvh-6.12-4.20 1', 'pvh-6.1-4.17 1', 'pv-6.12-4.20 2', 'pv-6.1-4.17 2'],
  backward: ['pvh-6.12-4.20 2', 'pvh-6.1-4.20 2', 'pv-6.12-4.20 1', 'pv-6.1-4.20 2'],
  'msi-between': ['pvh-6.12-4.20 2', 'pvh-6.1-4.17 2', 'pv-6.12-4.17 2', 'pv-6.1-4.17 1'],
  shared: ['pvh-6.12-4.20 2', 'pvh-6.12-4.17 2', 'pv-6.1-4.20 1'],
  'pciback-first': ['pvh-6.12-4.20 2', 'pvh-6.12-4.20 1', 'pvh-6.12-4.17 1', 'pv-6.12-4.20 2'],
  neighbour: ['pvh-6.12-4.20 2', 'pvh-6.1-4.20 1', 'pv-6.12-4.17 1'],
  'hidden-neighbour': ['pvh-6.12-4.20 2'],
  ghost: ['pvh-6.12-4.20 2', 'pvh-6.1-4.17 2', 'pvh-6.1-4.20 2'],
  pinless: ['pvh-6.12-4.20 2', 'pv-6.12-4.20 2'],
  vf: ['pvh-6.12-4.20 2', 'pv-6.12-4.20 2'],
  swizzle: ['pvh-6.12-4.20 2', 'pv-6.12-4.20 1'],
  'swizzle-back': ['pvh-6.12-4.20 2'],
  'attach-paused': [
    'pvh-6.12-4.20 2',
    'pvh-6.12-4.20 1',
    'pvh-6.1-4.17 2',
    'pvh-6.1-4.20 2',
    'pv-6.12-4.20 2',
  ],
  'round-trip': ['pvh-6.12-4.20 2'],
  'back-to-dom0': ['pvh-6.12-4.20 2', 'pv-6.12-4.20 2'],
  'sibling-detached': ['pvh-6.12-4.20 2', 'pv-6.12-4.20 2', 'pv-6.1-4.20 2'],
  'destroy-both': ['pvh-6.12-4.20 2', 'pv-6.12-4.20 2'],
  'neighbour-of-guest': ['pvh-6.12-4.20 2', 'pv-6.12-4.20 2'],
  'two-lines': ['pvh-6.12-4.20 2'],
  'three-share': ['pvh-6.12-4.20 2'],
  'detach-paused': ['pv-6.1-4.20 2', 'pv-6.1-4.17 2'],
  'qemu-dies': ['pv-6.12-4.20 2'],
  'unbind-under-use': ['pvh-6.12-4.20 2'],
  'two-attaches': ['pvh-6.12-4.20 2', 'pv-6.12-4.20 2', 'pv-6.1-4.17 2'],
  'irq-as-gsi': ['pvh-6.12-4.20 2'],
  far: ['pv-6.12-4.20 2', 'pv-6.12-4.17 2', 'pv-6.1-4.20 2', 'pv-6.1-4.17 2'],
  attach: ['pvh-6.1-4.17 2', 'pvh-6.1-4.20 2'],
  'sibling-at-once': ['pv-6.12-4.20 2'],
  'sibling-meanwhile': ['pvh-6.12-4.20 2', 'pv-6.12-4.20 2', 'pv-6.1-4.20 2'],
  'pinless-attach': ['pvh-6.12-4.20 2', 'pv-6.12-4.20 2'],
  'crash-while-attaching': ['pvh-6.12-4.20 2', 'pv-6.12-4.20 2'],
  'unbind-while-attaching': ['pvh-6.12-4.20 2', 'pv-6.12-4.20 2'],
  'attach-while-destroying': ['pvh-6.12-4.20 2', 'pv-6.12-4.20 2'],
  'attach-before-kill': ['pvh-6.12-4.20 2', 'pv-6.12-4.20 2'],
  'destroy-and-reuse': ['pvh-6.12-4.20 2'],
  'attach-twice': ['pvh-6.12-4.20 2', 'pv-6.12-4.20 2'],
};

/** All runs of `npm run lab`. */
export const labRuns: readonly LabRun[] = labScenarios.flatMap((scenario) =>
  where[scenario.name]!.map((at) => {
    const [id, ioapics] = at.split(' ');
    const system = systems.find((s) => s.id === id)!;
    return { name: `${id}-${ioapics}-${scenario.name}`, system, ioapics: Number(ioapics) as 1 | 2, scenario };
  }),
);

/** The machine of a run. */
export const machineOf = (run: LabRun): Topology =>
  topologyOf(
    machines.find((m) => m.name === run.scenario.machine)!,
    run.ioapics,
  );
