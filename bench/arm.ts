import { loadavg } from 'node:os';
import { buildArmSystem } from '../model/arm/build.js';
import { armDesigns } from '../model/arm/designs/index.js';
import { parseArmTopology } from '../model/arm/hardware/topology.js';
import type { Scenario } from '../model/scenario.js';
import type { Built } from '../model/system.js';
import { armProperties } from '../properties/arm/index.js';
import { armTopologies } from '../properties/litmus/arm/topologies.js';
import type { Property } from '../properties/property.js';
import { againstNaive, HEAD, HOW } from './against-naive.js';
import type { Part } from './report.js';
import type { Scale } from './scale.js';

const [ONE, OTHER] = ['00:01.0', '00:02.0'] as const;

const visit = (device: string, dom: string): string[] => [
  `xl.attach ${device} ${dom}`,
  `guest.enable-msi ${device} ${dom}`,
  `device.msi ${device}`,
  `xl.detach ${device} ${dom}`,
];

const given = [`xl.assignable-add ${ONE}`, `xl.assignable-add ${OTHER}`];

/** Two guests' devices come, work and go, and come again, to the other guest. */
const VISITS: Scenario = {
  name: 'two devices, two visits each',
  given,
  threads: {
    'xl-1': ['dom1', 'dom2'].flatMap((dom) => visit(ONE, dom)),
    'xl-2': ['dom2', 'dom1'].flatMap((dom) => visit(OTHER, dom)),
  },
};

/** Any sequence of commands while another guest's device works. */
const HOSTILE: Scenario = {
  name: 'any commands',
  given: [...given, `xl.attach ${ONE} dom1`, `xl.attach ${OTHER} dom2`, `guest.enable-msi ${OTHER} dom2`],
  threads: { dom1: [`guest.hostile dom1 0x0 ${OTHER} 2 2 3`] },
};

const systemOf = (design: string, scenario: Scenario): Built => {
  const topology = armTopologies.find((t) => t.name === 'A1');
  const found = armDesigns.find((d) => d.id === design);
  if (!topology || !found) throw new Error(`no design ${design}, or no machine A1`);
  return buildArmSystem(parseArmTopology(topology, topology.name), found, scenario) as Built;
};

/** The ARM model, all properties on, against objects in a Set. */
export function arm(scale: Scale): Part {
  const systems = [
    ['m5-unmap', VISITS],
    ['m2-pciback', VISITS],
    ['m5-unmap', HOSTILE],
  ] as const;
  return {
    title: 'The ARM model',
    notes: [HOW, `load ${loadavg()[0]!.toFixed(1)}`],
    head: HEAD,
    rows: systems.map(([design, scenario]) =>
      againstNaive(
        `${design} ${scenario.name}`,
        systemOf(design, scenario),
        armProperties as readonly Property[],
        scale,
      ),
    ),
    gates: [],
  };
}
