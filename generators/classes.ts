import { gsiFromPrt } from '../model/hardware/routing.js';
import type { Topology } from '../model/hardware/topology.js';
import { ISA_IRQS } from '../model/scope.js';
import { scriptVerbs } from '../model/scripts.js';
import type { Classes } from './distribution.js';
import type { GeneratedSystem } from './system.js';

const linesOf = ({ scenario }: GeneratedSystem): string[] => [
  ...(scenario.given ?? []),
  ...Object.values(scenario.threads).flat(),
];
const verbOf = (line: string): string => line.split(' ')[0]!;
const mentions = (s: GeneratedSystem, word: string): boolean =>
  linesOf(s).some((l) => l.split(' ').includes(word));
const mentioned = (s: GeneratedSystem): Topology['devices'] =>
  s.topology.devices.filter((d) => mentions(s, d.sbdf));
const gsisOf = (s: GeneratedSystem): number[] =>
  mentioned(s).flatMap((d) => {
    const route = gsiFromPrt(s.topology, d);
    return route.kind === 'gsi' ? [route.gsi] : [];
  });
const sortedByBase = ({ ioapics }: Topology): boolean =>
  ioapics.every((io, i) => i === 0 || ioapics[i - 1]!.gsiBase < io.gsiBase);
const hasGap = ({ ioapics }: Topology): boolean => {
  const spans = ioapics.toSorted((a, b) => a.gsiBase - b.gsiBase);
  return spans.some((io, i) => io.gsiBase !== (i === 0 ? 0 : spans[i - 1]!.gsiBase + spans[i - 1]!.pins));
};
const isDynamic = ({ ioapics }: Topology, gsi: number): boolean =>
  ioapics.some((io) => io.gsiBase >= ISA_IRQS && gsi >= io.gsiBase && gsi < io.gsiBase + io.pins);

/** What a generated system may show; a class tells whether one does. Only what scripts mention counts, not mere hardware. */
export const classes: Classes<GeneratedSystem> = {
  'irq may differ from GSI': (s) =>
    s.design.dom0 === 'pvh' && gsisOf(s).some((g) => isDynamic(s.topology, g)),
  'an irq number may be the GSI of another line': (s) => {
    const floor = Math.max(
      0,
      ...s.topology.ioapics.filter((i) => i.gsiBase < ISA_IRQS).map((i) => i.gsiBase + i.pins),
    );
    const first = floor + s.topology.irqsTakenAtBoot;
    return gsisOf(s).some((g) => g >= first && g < first + gsisOf(s).length);
  },
  'two devices on one line': (s) => new Set(gsisOf(s)).size < gsisOf(s).length,
  'devices on different lines': (s) => new Set(gsisOf(s)).size > 1,
  'behind a bridge': (s) => mentioned(s).some((d) => !d.sbdf.startsWith('0000:00')),
  'swizzled onto a line': (s) =>
    mentioned(s).some((d) => d.pin !== null && !s.topology.prt.some((t) => t.bus === d.sbdf.slice(0, 7))),
  'behind a link': (s) => mentioned(s).some((d) => gsiFromPrt(s.topology, d).kind === 'link'),
  'link with a choice': (s) => s.topology.links.some((l) => l.possible.length > 1),
  'link that is not level and low': (s) =>
    s.topology.links.some((l) => l.trigger === 'edge' || l.polarity === 'high'),
  'several IO-APICs': (s) => s.topology.ioapics.length > 1,
  'unsorted MADT': (s) => !sortedByBase(s.topology),
  'gap in the GSIs': (s) => hasGap(s.topology),
  'interrupt source override': (s) => s.topology.overrides.length > 0,
  'several functions in a slot': (s) =>
    s.topology.devices.some((d) => d.physfn === undefined && !d.sbdf.endsWith('.0')),
  'virtual function': (s) => mentioned(s).some((d) => d.physfn !== undefined),
  'function without a pin': (s) => mentioned(s).some((d) => d.pin === null && d.physfn === undefined),
  'irqs taken at boot': (s) => s.topology.irqsTakenAtBoot > 0,
  'interrupt line byte': (s) => mentioned(s).some((d) => d.interruptLine > 0 && d.interruptLine < 255),
  'firmware lies': (s) =>
    s.topology.devices.some((d) => {
      const route = gsiFromPrt(s.topology, d);
      const wire = s.topology.wires.find((w) => w.sbdf === d.sbdf);
      if (route.kind === 'no-entry') return true;
      return (
        wire !== undefined && route.kind === 'gsi' && (route.gsi !== wire.gsi || wire.polarity === 'high')
      );
    }),
  'breaks a lifecycle': (s) => s.breaks > 0,
  'several threads': (s) => Object.keys(s.scenario.threads).length > 1,
  'three threads': (s) => Object.keys(s.scenario.threads).length > 2,
  'two threads about one device': (s) => {
    const threads = Object.values(s.scenario.threads);
    return mentioned(s).some(
      (d) => threads.filter((lines) => lines.some((l) => l.split(' ').includes(d.sbdf))).length > 1,
    );
  },
  'two guests': (s) => mentions(s, 'dom1') && mentions(s, 'dom2'),
  'an opening': (s) => s.scenario.given !== undefined,
  'paused guest': (s) => s.scenario.paused !== undefined,
  'early timeouts': (s) => s.scenario.earlyTimeouts === true,
  ...Object.fromEntries(
    scriptVerbs.map(({ verb }) => [verb, (s: GeneratedSystem) => linesOf(s).some((l) => verbOf(l) === verb)]),
  ),
};

/** The least fraction of each class; where nothing is said, that of `belowFloor`. */
export const floors: Readonly<Record<string, number>> = {
  'irq may differ from GSI': 0.15,
  'two devices on one line': 0.1,
  'behind a bridge': 0.2,
  'several IO-APICs': 0.5,
  'breaks a lifecycle': 0.2,
  'several threads': 0.4,
  'two guests': 0.1,
  'xl.attach': 0.25,
};
