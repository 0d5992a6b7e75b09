import { parseTopology, type Topology } from '../../model/hardware/topology.js';
import { designs } from '../../model/designs/index.js';
import type { Design } from '../../model/designs/design.js';
import type { Scenario } from '../../model/scripts.js';
import type { LabOp, LabRun, LabStep } from './runs.js';

/** A lab run in the model's words. */
export interface Replay {
  readonly design: Design;
  readonly topology: Topology;
  readonly scenario: Scenario;
  /** Devices whose state is compared: those the operations name. */
  readonly devices: readonly string[];
  /** Script lines of each lab operation; `cleanup` lines are not part of the operation's result. */
  readonly steps: readonly { readonly lines: number; readonly cleanup: number }[];
}

/** The thread that runs the operations. */
export const THREAD = 'lab';

/**
 * Most devices a system carries. Where a run needs more, counting those that hold a line since boot, some are left out
 * with their operations; irq numbers they take are taken by event channels instead.
 */
const MOST_DEVICES = 8;
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  'pvh-417-61-flatB': ['0000:00:09.0'],
  'pvh-417-61-flatU': ['0000:00:09.0'],
  'pv-420-612-flatU': ['0000:00:1d.0', '0000:00:1d.7'],
  'pvh-420-612-origA': ['0000:00:19.0', '0000:02:00.0', '0000:01:02.0'],
  'pvh-420-612-origB': ['0000:02:00.0'],
};
const leftOutOf = (run: LabRun): readonly string[] =>
  LEFT_OUT[run.name] ?? (run.name.includes('-flatU') ? ['0000:00:1d.7'] : ['0000:00:05.0']);

function designOf(run: LabRun): Design {
  const [dom0, xen, linux] = run.system.label.split('-');
  const dotted = (v: string): string => `${v[0]}.${v.slice(1)}`;
  const id = `${dom0}-${dotted(linux!)}-${dotted(xen!)}`;
  const design = designs.find((d) => d.id === id);
  if (!design) throw new Error(`${run.name}: no design ${id}`);
  return design;
}

const named = (op: LabOp): string[] => [...(op.bdf ? [op.bdf] : []), ...(op.bdfs ?? []), ...(op.hide ?? [])];

/** Translates a run; throws if an operation of the lab has no counterpart. */
export function replayOf(run: LabRun): Replay {
  return replayWithout(run, new Set()) ?? replayWithout(run, new Set(leftOutOf(run)))!;
}

function replayWithout(run: LabRun, leftOut: ReadonlySet<string>): Replay | null {
  const design = designOf(run);
  const devices = [...new Set(run.ops.flatMap(named))].filter((b) => !leftOut.has(b)).sort();
  const boot = bootHistory(run, design, devices, leftOut);
  const carried = [...new Set([...devices, ...boot.devices])].sort();
  if (carried.length > MOST_DEVICES && leftOut.size === 0) return null;
  const translated = run.steps.map((s) => translate(s, leftOut, floorOf(run, design)));
  const domains = [...new Set(run.ops.flatMap((o) => o.domain ?? []))];
  return {
    design,
    topology: topologyOf(run, carried, boot.taken),
    scenario: {
      name: run.name,
      given: boot.given,
      threads: { [THREAD]: translated.flatMap((t) => [...t.lines, ...t.cleanup]) },
      paused: domains,
    },
    devices,
    steps: translated.map((t) => ({ lines: t.lines.length, cleanup: t.cleanup.length })),
  };
}

function translate(
  step: LabStep,
  leftOut: ReadonlySet<string>,
  floor: number,
): { lines: string[]; cleanup: string[] } {
  const { op } = step;
  const just = (...lines: string[]): { lines: string[]; cleanup: string[] } => ({ lines, cleanup: [] });
  if (op.bdf !== undefined && leftOut.has(op.bdf)) {
    const numbers = allocations(step).filter((n) => n >= floor);
    return { lines: [], cleanup: numbers.map(() => 'evtchn.bind') };
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
      return just(
        ...[...op.hide!]
          .filter((b) => !leftOut.has(b))
          .reverse()
          .map((b) => `pciback.hide ${b}`),
      );
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
      throw new Error(`unknown lab operation ${op.op}`);
  }
}

function topologyOf(run: LabRun, devices: readonly string[], irqsTakenAtBoot: number): Topology {
  const routes = devices.flatMap((b) => (run.prt[b] ? [{ sbdf: b, ...run.prt[b] }] : []));
  const links = new Map(routes.map((r) => [r.link, r]));
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
      links: [...links.values()].map((r) => ({
        name: r.link,
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
          .map((r) => ({ device: slot(r.sbdf), pin: r.pin, link: r.link })),
      })),
      devices: devices.map((b) => ({
        sbdf: b,
        pin: run.prt[b]?.pin ?? null,
        msi: vectors(b),
        interruptLine: run.boot.state.devices[b]!.line,
      })),
      wires: routes.map((r) => ({ sbdf: r.sbdf, gsi: r.gsi, polarity: r.polarity })),
      irqsTakenAtBoot,
    },
    run.name,
  );
}

/** Irq numbers allocated during an operation. */
const allocations = (step: LabStep): number[] =>
  step.linux_calls
    .filter((c) => c.ev === '__irq_alloc_descs_r')
    .map((c) => Number(/ret=(-?\d+)/.exec(c.args)![1]));

/** Where dynamic irq numbers begin: above all GSIs for a PV dom0, above the first IO-APIC for a PVH one. */
const floorOf = (run: LabRun, design: Design): number =>
  Math.max(
    ...run.ioapics
      .filter((io) => design.dom0 === 'pv' || io.gsi_base === 0)
      .map((io) => io.gsi_base + io.pins),
  );

/**
 * What dom0's kernel did before the first operation, as far as it decides irq numbers: which numbers above the floor
 * were taken, by which of the devices carried, and which devices quirks had enabled and disabled again (their sysfs irq
 * is stale). Every number below the first one allocated during the run was in use.
 */
function bootHistory(
  run: LabRun,
  design: Design,
  devices: readonly string[],
  leftOut: ReadonlySet<string>,
): { given: string[]; taken: number; devices: string[] } {
  const { state } = run.boot;
  const floor = floorOf(run, design);
  const allocated = run.steps.flatMap(allocations).find((n) => n >= floor);
  const first = allocated ?? floor;
  const lines = new Set(devices.flatMap((b) => run.prt[b]?.gsi ?? []));
  const gsiOf = (b: string): number => run.prt[b]?.gsi ?? -1;
  const enabled = Object.keys(state.devices)
    .filter((b) => state.devices[b]!.enable > 0 && gsiOf(b) >= 16 && lines.has(gsiOf(b)) && !leftOut.has(b))
    .sort((a, b) => Number(devices.includes(b)) - Number(devices.includes(a)));
  // On a PV dom0 a line that was enabled once stays set up, so those of devices not carried otherwise matter as well.
  const stale = Object.keys(state.devices).filter((b) => {
    const d = state.devices[b]!;
    const matters = devices.includes(b) || (design.dom0 === 'pv' && lines.has(gsiOf(b)) && !leftOut.has(b));
    return matters && d.enable === 0 && d.linux_irq !== d.line && d.linux_irq !== 0;
  });
  const onOff = (b: string): string[] => [`device.enable ${b}`, `device.disable ${b}`];
  const given: string[] = [];
  const holders: string[] = [];
  // A line keeps its irq as long as one device has it enabled, so one holder per line is enough.
  const hold = (b: string): void => {
    if (holders.some((h) => gsiOf(h) === gsiOf(b))) return;
    holders.push(b);
    given.push(`device.enable ${b}`);
  };
  for (const b of stale) if (state.devices[b]!.linux_irq < floor) given.push(...onOff(b));
  for (const b of enabled) if (state.devices[b]!.linux_irq < floor) hold(b);
  const known = [...stale, ...enabled]
    .map((b) => state.devices[b]!.linux_irq)
    .filter((n) => n >= floor && n < first);
  const taken = Math.min(first, ...known) - floor;
  for (let n = floor + taken; n < first; n++) {
    for (const b of stale) if (state.devices[b]!.linux_irq === n) given.push(...onOff(b));
    const holder = enabled.find(
      (b) => state.devices[b]!.linux_irq === n && !holders.some((h) => gsiOf(h) === gsiOf(b)),
    );
    if (holder !== undefined) hold(holder);
    else given.push('evtchn.bind');
  }
  return { given, taken, devices: [...holders, ...stale] };
}
