import type { Topology } from '../../model/hardware/topology.js';
import type { Scenario } from '../../model/scenario.js';
import { coneOf } from './cone.js';

/** What a reader of a trace must know of its machine and scenario, in phrases: the GSIs, the wires, who is paused. */
export function settingOf(topology: Topology, scenario: Scenario): string[] {
  const { ioapics, devices, wires } = coneOf(topology, scenario);
  const ranges = ioapics.map((io) => `${io.gsiBase}-${io.gsiBase + io.pins - 1}`);
  const lines = devices.map(({ sbdf, pin }) => {
    const wire = wires.find((w) => w.sbdf === sbdf);
    if (wire) return `${sbdf} is wired to GSI ${wire.gsi}`;
    return pin === null ? `${sbdf} has no pin` : `nobody knows the wire of ${sbdf}`;
  });
  return [
    `IO-APICs with GSI ${ranges.join(', ')}`,
    ...lines,
    ...(scenario.paused?.length ? [`paused: ${scenario.paused.join(' ')}`] : []),
    ...(scenario.earlyTimeouts ? ['waits may give up at any time'] : []),
  ];
}
