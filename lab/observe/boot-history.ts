import { isDynamic, type Machine } from './machine.js';
import type { LabRun, LabStep } from './run.js';

/** Irq numbers allocated during an operation. */
const allocations = (step: LabStep): number[] =>
  step.linux_calls
    .filter((c) => c.ev === '__irq_alloc_descs_r')
    .map((c) => Number(/ret=(-?\d+)/.exec(c.args)?.[1] ?? NaN))
    .filter((n) => n >= 0);

/** What dom0's kernel did before the first operation. */
export interface BootHistory {
  /** As lines of the script language. */
  readonly given: readonly string[];
  /** Dynamic irq numbers that something unmodelled held. */
  readonly irqsTaken: number;
  /** Devices that hold a line, or did once, and so have to be carried. */
  readonly devices: readonly string[];
}

/**
 * What happened before the first operation as far as it decides irq numbers: which dynamic numbers were taken, by which of
 * the devices carried, and which devices quirks had enabled and disabled again (their sysfs irq is stale). Every number
 * below the first one allocated during the run was in use.
 */
export function bootHistory(run: LabRun, machine: Machine, devices: readonly string[]): BootHistory {
  const { state } = run.boot;
  const floor = machine.dynamicFloor;
  const first = run.steps.flatMap(allocations).find((n) => n >= floor) ?? firstFree(run, floor);
  const lines = new Set(devices.flatMap((b) => run.prt[b]?.gsi ?? []));
  const gsiOf = (b: string): number => run.prt[b]?.gsi ?? -1;
  const enabled = Object.keys(state.devices)
    .filter((b) => state.devices[b]!.enable > 0 && gsiOf(b) >= 16 && lines.has(gsiOf(b)))
    .sort((a, b) => Number(devices.includes(b)) - Number(devices.includes(a)));
  // On a PV dom0 a line that was enabled once stays set up, so those of devices not carried otherwise matter as well.
  const stale = Object.keys(state.devices).filter((b) => {
    const d = state.devices[b]!;
    const matters = devices.includes(b) || (machine.dom0 === 'pv' && lines.has(gsiOf(b)));
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
  const irqOf = (b: string): number => state.devices[b]!.linux_irq;
  for (const b of stale) if (!isDynamic(machine, irqOf(b))) given.push(...onOff(b));
  for (const b of enabled) if (!isDynamic(machine, irqOf(b))) hold(b);
  const known = [...stale, ...enabled].map(irqOf).filter((n) => n >= floor && n < first);
  const irqsTaken = Math.min(first, ...known) - floor;
  for (let n = floor + irqsTaken; n < first; n++) {
    for (const b of stale) if (irqOf(b) === n) given.push(...onOff(b));
    const holder = enabled.find((b) => irqOf(b) === n && !holders.some((h) => gsiOf(h) === gsiOf(b)));
    if (holder !== undefined) hold(holder);
    else given.push('evtchn.bind');
  }
  return { given, irqsTaken, devices: [...holders, ...stale] };
}

/** The first dynamic irq that nobody has a handler for; where no kprobe tells, this is the best there is. */
function firstFree(run: LabRun, floor: number): number {
  const { devices, linux_irqs } = run.boot.state;
  const used = new Set([
    ...Object.keys(linux_irqs).map(Number),
    ...Object.values(devices).flatMap((d) => [...d.msi_irqs, ...(d.enable > 0 ? [d.linux_irq] : [])]),
  ]);
  let n = floor;
  while (used.has(n)) n++;
  return n;
}
