import { gsiFromPrt } from '../../model/hardware/routing.js';
import { isServed, type PciDevice, type Topology } from '../../model/hardware/topology.js';
import { ISA_IRQS } from '../../model/scope.js';
import { Numbering } from '../canonical.js';

/** libxc and QEMU of some designs keep numbers in eight bits. */
const WIDE = 256;
const UNCONNECTED = 255;

/** What the sources tell apart about the machine of a canonical form: lines by number, and the kinds of their GSIs. */
export function machineForm(t: Topology, devices: Numbering): unknown {
  const lines = new Numbering('line');
  const firstDynamic =
    Math.max(0, ...t.ioapics.filter((io) => io.gsiBase < ISA_IRQS).map((io) => io.gsiBase + io.pins)) +
    t.irqsTakenAtBoot;
  /** Numbers that are told apart: ISA irqs, those an irq that is allotted may clash with, and those above eight bits. */
  const place = (gsi: number): string => {
    const late = t.ioapics.some(
      (io) => io.gsiBase >= ISA_IRQS && gsi >= io.gsiBase && gsi < io.gsiBase + io.pins,
    );
    const kinds = [
      [gsi < ISA_IRQS, 'isa'],
      [late, 'late'],
      [gsi >= firstDynamic && gsi < firstDynamic + t.devices.length, 'clash'],
      [gsi >= WIDE, 'wide'],
      [!isServed(t, gsi), 'unserved'],
    ] as const;
    return [lines.of(String(gsi)), ...kinds.flatMap(([is, kind]) => (is ? [kind] : []))].join(' ');
  };
  const routeOf = (device: PciDevice): unknown => {
    const route = gsiFromPrt(t, device);
    if (route.kind === 'gsi') return place(route.gsi);
    if (route.kind !== 'link') return route.kind;
    const { possible, trigger, polarity, current } = t.links.find((l) => l.name === route.link)!;
    return { possible: possible.map(place), trigger, polarity, current: current !== null && place(current) };
  };
  const known = (sbdf: string): PciDevice | undefined => t.devices.find((d) => d.sbdf === sbdf);
  const forms: unknown[] = [];
  // Physical functions that are not named get their numbers while this goes on.
  for (let i = 0; i < devices.names.length; i++) {
    const device = known(devices.names[i]!);
    if (!device) continue;
    const wire = t.wires.find((w) => w.sbdf === device.sbdf);
    forms.push({
      route: routeOf(device),
      wire: wire ? [place(wire.gsi), wire.polarity] : null,
      msi: device.msi,
      physfn: device.physfn === undefined ? null : devices.of(device.physfn),
    });
  }
  const bytes = devices.names.map((sbdf) => {
    const byte = known(sbdf)?.interruptLine ?? 0;
    if (byte === 0 || byte === UNCONNECTED) return byte;
    return lines.names.includes(String(byte)) ? place(byte) : 'other';
  });
  const overrides = t.overrides
    .filter((o) => lines.names.includes(String(o.gsi)))
    .map((o) => [place(o.gsi), o.trigger, o.polarity].join(' '));
  return { devices: forms, bytes, overrides: overrides.sort() };
}
