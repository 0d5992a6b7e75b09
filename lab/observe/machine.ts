import { parseTopology, type Topology } from '../../model/hardware/topology.js';
import { InputError } from '../../model/input-error.js';
import { findDesign } from '../../model/designs/index.js';
import type { Design } from '../../model/designs/design.js';
import type { LabRun } from './run.js';

/** What the numbers of a run depend on. */
export interface Machine {
  readonly dom0: 'pv' | 'pvh';
  /** One more than the highest GSI. */
  readonly nrIrqsGsi: number;
  /** Where dynamic irq numbers begin: above all GSIs for a PV dom0, above the first IO-APIC for a PVH one. */
  readonly dynamicFloor: number;
}

export function machineOf(run: LabRun, design: Design): Machine {
  const ends = (base: (b: number) => boolean): number =>
    Math.max(...run.ioapics.filter((io) => base(io.gsi_base)).map((io) => io.gsi_base + io.pins));
  return {
    dom0: design.dom0,
    nrIrqsGsi: ends(() => true),
    dynamicFloor: ends((base) => design.dom0 === 'pv' || base === 0),
  };
}

export const isDynamic = (m: Machine, irq: number): boolean => irq >= m.dynamicFloor;

/**
 * What stable releases of Linux 6.12 changed, by the first release that has it: the look-up of a GSI puts its reference
 * ("xen-pciback: Fix pcistub_device ref leak in pcistub_get_gsi_from_sbdf()"). Of 6.12.107 the lab saw that it does not.
 */
const FIXES_6_12: readonly { readonly since: number; readonly choice: string }[] = [
  { since: 117, choice: 'lookup-reference=put' },
];

/** The choices of a kernel like `6.12.117+deb13-amd64` that its label does not tell. Only a PVH dom0 is concerned. */
function fixesOf(run: LabRun): string[] {
  const release = /^6\.12\.(\d+)/.exec(run.system.linux ?? '')?.[1];
  if (release === undefined || !run.system.label.startsWith('pvh-')) return [];
  return FIXES_6_12.filter((f) => Number(release) >= f.since).map((f) => f.choice);
}

/**
 * The design that a label like `pvh-420-612`, the kernel's release and what QEMU takes dom0 for stand for. Throws InputError if
 * there is none.
 */
export function designOf(run: LabRun): Design {
  const [dom0, xen, linux] = run.system.label.split('-');
  const dotted = (v = ''): string => `${v[0]}.${v.slice(1)}`;
  const qemu = dom0 === 'pvh' && run.system.guestType === 'PV' ? ['gsi-source=qemu-irq'] : [];
  const id = [`${dom0}-${dotted(linux)}-${dotted(xen)}`, ...fixesOf(run), ...qemu].join('+');
  const design = findDesign(id);
  if (!design) throw new InputError(run.name, `no design ${id} for a machine labelled ${run.system.label}`);
  return design;
}

/** The machine as far as the devices touch it, in the model's terms. */
export function topologyOf(run: LabRun, devices: readonly string[], irqsTakenAtBoot: number): Topology {
  const routes = devices.flatMap((b) => (run.prt[b] ? [{ sbdf: b, ...run.prt[b] }] : []));
  const links = new Map(routes.flatMap((r) => (r.link ? [[r.link, r] as const] : [])));
  const buses = [...new Set(routes.map((r) => r.sbdf.slice(0, 7)))];
  const slot = (sbdf: string): number => parseInt(sbdf.slice(8, 10), 16);
  const vectors = (b: string): number =>
    Math.max(0, ...run.steps.map((s) => s.after.devices[b]?.msi_irqs.length ?? 0));
  // Linux names only the lines its devices use; the overrides of QEMU's MADT show in Xen's irq table.
  const overrides = Object.entries(run.boot.state.xen_irqs)
    .filter(([gsi, irq]) => Number(gsi) < 16 && irq.type === 'IO-APIC-level')
    .map(([gsi]) => ({ source: Number(gsi), gsi: Number(gsi), trigger: 'level', polarity: 'high' }));
  return parseTopology(
    {
      format: 'pirqcheck-topology/1',
      name: run.name,
      ioapics: run.ioapics.map((io) => ({ id: io.id, gsiBase: io.gsi_base, pins: io.pins })),
      overrides,
      links: [...links].map(([name, r]) => ({
        name,
        possible: [r.gsi],
        trigger: r.trigger,
        polarity: r.polarity,
        current: r.gsi,
      })),
      prt: buses.map((bus) => ({
        bus,
        entries: routes
          .filter((r) => r.sbdf.startsWith(bus))
          .filter((r, i, all) => all.findIndex((o) => slot(o.sbdf) === slot(r.sbdf) && o.pin === r.pin) === i)
          .map((r) => ({
            device: slot(r.sbdf),
            pin: r.pin,
            ...(r.link ? { link: r.link } : { gsi: r.gsi }),
          })),
      })),
      devices: devices.map((b) => ({
        sbdf: b,
        pin: run.prt[b]?.pin ?? null,
        msi: vectors(b),
        interruptLine: run.boot.state.devices[b]?.line ?? 0,
        physfn: run.boot.state.devices[b]?.physfn,
      })),
      wires: routes.map((r) => ({ sbdf: r.sbdf, gsi: r.gsi, polarity: r.polarity })),
      irqsTakenAtBoot,
    },
    run.name,
  );
}
