import type { Built } from '../../model/system.js';
import type { Model } from '../../model/model.js';
import { domLine } from '../../model/model.js';
import type { Dev, Dom, LineIx } from '../../model/numbers.js';
import { Driver, Handler, Owner } from '../../model/state.js';
import { pinsAreReal, type LabRun, type LabState } from './runs.js';
import type { Replay } from './replay.js';

/** Counts comparisons per field and collects the disagreements. */
export class Tally {
  readonly made = new Map<string, number>();
  readonly differences: string[] = [];

  same(field: string, where: string, model: unknown, real: unknown): void {
    this.made.set(field, (this.made.get(field) ?? 0) + 1);
    const [m, r] = [JSON.stringify(model), JSON.stringify(real)];
    if (m !== r) this.differences.push(`${where}: ${field}: model ${m}, lab ${r}`);
  }
}

const IRQ_DISABLED = 0x2;

/** The state after an operation, device by device. */
export function compareState(
  t: Tally,
  run: LabRun,
  replay: Replay,
  built: Built<Model>,
  lab: LabState,
  where: string,
): void {
  const { model } = built;
  const dev = (b: string): Dev => model.scope.devices.findIndex((d) => d.sbdf === b) as Dev;
  const irq = (b: string): number => model.scope.irqs.numbers[model.linux.devIrq[dev(b)]! - 1] ?? 0;
  for (const b of replay.devices) {
    const real = lab.devices[b]!;
    const place = `${where}, ${b}`;
    // virtio-pci binds and enables at boot and takes its vectors later; the model's driver does it all in one probe.
    const atBoot = run.boot.state.devices[b]!.enable > 0;
    const driver = driverOf(model.linux.driver[dev(b)]!);
    if (!atBoot || driver !== 'none') t.same('driver', place, driver, labDriver(real.driver));
    if (!atBoot) t.same('enable count', place, model.linux.enableCnt[dev(b)], real.enable);
    compareIrq(t, run, built, lab, place, b, irq(b));
  }
  for (const [i, a] of replay.devices.entries())
    for (const b of replay.devices.slice(i + 1))
      t.same(
        'Linux irqs equal',
        `${where}, ${a} ${b}`,
        irq(a) === irq(b),
        lab.devices[a]!.linux_irq === lab.devices[b]!.linux_irq,
      );
  for (const gsi of new Set(replay.devices.flatMap((b) => run.prt[b]?.gsi ?? [])))
    compareLine(t, run, built, lab, where, gsi);
}

function compareIrq(
  t: Tally,
  run: LabRun,
  built: Built<Model>,
  lab: LabState,
  place: string,
  b: string,
  irq: number,
): void {
  const real = lab.devices[b]!;
  const route = run.prt[b];
  if (route) t.same('Linux irq is the GSI', place, irq === route.gsi, real.linux_irq === route.gsi);
  t.same('Linux irq number', place, irq, real.linux_irq);
  const { model } = built;
  const dev = model.scope.devices.findIndex((d) => d.sbdf === b);
  if (model.linux.driver[dev] === Driver.NATIVE && model.linux.msiIrq[dev] === 0)
    t.same(
      'handler installed',
      place,
      model.linux.handler[dev] !== 0,
      (lab.linux_irqs[String(real.linux_irq)]?.actions ?? '') !== '',
    );
}

function compareLine(
  t: Tally,
  run: LabRun,
  built: Built<Model>,
  lab: LabState,
  where: string,
  gsi: number,
): void {
  const { model } = built;
  const line = model.scope.lines.index(gsi) as LineIx;
  const place = `${where}, GSI ${gsi}`;
  const irq = lab.xen_irqs[String(gsi)];
  const handler = model.xen.pinHandler[line]!;
  t.same(
    'Xen handler',
    place,
    handler === Handler.NONE ? 'none' : handler === Handler.LEVEL ? 'IO-APIC-level' : 'IO-APIC-edge',
    irq?.type ?? 'none',
  );
  if (irq)
    t.same(
      'IRQ_DISABLED',
      place,
      model.xen.irqDisabled[line] !== 0,
      (parseInt(irq.status, 16) & IRQ_DISABLED) !== 0,
    );
  const bound = model.scope.domains.flatMap((_, d) =>
    model.xen.guests[line]! & (1 << d)
      ? [{ dom: d, pirq: model.scope.pirqs.numbers[model.xen.irqPirq[domLine(model, d as Dom, line)]! - 1] }]
      : [],
  );
  t.same(
    'bound domains and pirqs',
    place,
    bound,
    (irq?.bound ?? []).map(({ dom, pirq }) => ({ dom, pirq })).sort((a, b) => a.dom - b.dom),
  );
  if (!pinsAreReal(run, gsi)) return;
  // No entry: the pin was never written.
  const pin = lab.pins[String(gsi)] ?? { trigger: 'edge', polarity: 'high', masked: true };
  t.same('pin trigger', place, handler === Handler.LEVEL ? 'level' : 'edge', pin.trigger);
  t.same('pin polarity', place, model.xen.pinLow[line] ? 'low' : 'high', pin.polarity);
  t.same('pin masked', place, model.xen.pinMasked[line] !== 0, pin.masked);
}

/** Owners, rights and the physical pins, which the lab read at the end of a run. */
export function compareFinal(t: Tally, run: LabRun, replay: Replay, built: Built<Model>): void {
  const { model } = built;
  for (const b of replay.devices) {
    const row = run.final.table.find((r) => r.bdf === b)!;
    const place = `${run.name}, end, ${b}`;
    const owner = model.xen.owner[model.scope.devices.findIndex((d) => d.sbdf === b)]!;
    const shown =
      owner === Owner.DOM0 ? 'd0' : owner === Owner.DOM_IO ? 'DomIO' : `d${owner - Owner.GUEST + 1}`;
    if (row.owner !== null) t.same('owner', place, shown, row.owner.split(':')[0]);
    const gsi = run.prt[b]?.gsi;
    if (row.hw_pin === null || gsi === undefined || !pinsAreReal(run, gsi)) continue;
    const line = model.scope.lines.index(gsi);
    const pin = {
      trigger: model.xen.pinHandler[line] === Handler.LEVEL ? 'level' : 'edge',
      polarity: model.xen.pinLow[line] ? 'low' : 'high',
      masked: model.xen.pinMasked[line] !== 0,
    };
    const { trigger, polarity, masked } = row.hw_pin;
    t.same('physical pin', place, pin, { trigger, polarity, masked });
  }
  for (const gsi of new Set(replay.devices.flatMap((b) => run.prt[b]?.gsi ?? [])))
    for (const [d] of model.scope.domains.entries()) {
      const line = model.scope.lines.index(gsi) as LineIx;
      t.same(
        'irq_caps',
        `${run.name}, end, d${d} GSI ${gsi}`,
        model.xen.irqCaps[domLine(model, d as Dom, line)] !== 0,
        inRanges(run.final.state.irq_caps[`d${d}`] ?? '', gsi),
      );
    }
}

/** Has the raise of the device been handled in dom0, by count and by the model's record of who served it? */
export function compareRaise(
  t: Tally,
  built: Built<Model>,
  b: string,
  before: LabState,
  after: LabState,
  where: string,
): void {
  const irq = String(after.devices[b]!.linux_irq);
  const { model } = built;
  const dev = model.scope.devices.findIndex((d) => d.sbdf === b);
  const delta = (after.linux_irqs[irq]?.count ?? 0) - (before.linux_irqs[irq]?.count ?? 0);
  t.same('interrupt delivered', `${where}, ${b}`, model.hw.served[dev] === 1, delta > 0);
}

const driverOf = (d: number): string =>
  d === Driver.NONE ? 'none' : d === Driver.NATIVE ? 'native' : 'pciback';
const labDriver = (d: string): string => (d === 'none' || d === 'pciback' ? d : 'native');

/** `1-47, 49-50` */
const inRanges = (ranges: string, n: number): boolean =>
  ranges
    .split(',')
    .map((r) => r.trim().split('-').map(Number))
    .some(([from, to]) => from !== undefined && n >= from && n <= (to ?? from));
