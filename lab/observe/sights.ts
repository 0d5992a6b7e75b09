import type { Sight } from '../../checker/validate/recording.js';
import { pinsAreReal, type LabRun, type LabState } from './run.js';

const IRQ_DISABLED = 0x2;

/** What a state shows of the devices and GSIs that matter. A tool that was not asked has said nothing, not "nothing". */
export function sightsOf(
  run: LabRun,
  state: LabState,
  devices: readonly string[],
  gsis: readonly number[],
): Sight[] {
  return [
    ...devices.flatMap((sbdf) => deviceSights(state, sbdf)),
    ...gsis.flatMap((gsi) => lineSights(run, state, gsi)),
    ...rightSights(state, gsis),
    ...devices.flatMap((sbdf) => ownerSights(state, sbdf)),
  ];
}

function deviceSights(state: LabState, sbdf: string): Sight[] {
  const device = state.devices[sbdf];
  if (!device) return [];
  const { linux_irq: irq, enable, driver, raw = '' } = device;
  const sights: Sight[] = [{ what: 'device', sbdf, irq, enable, driver: driverOf(driver), raw }];
  // Without any line of the table nobody looked.
  if (Object.keys(state.linux_irqs).length > 0) {
    const line = state.linux_irqs[String(irq)];
    sights.push({
      what: 'linux-irq',
      irq,
      count: line?.count ?? 0,
      handlers: (line?.actions ?? '') !== '',
      raw: line?.raw ?? '',
    });
  }
  return sights;
}

const driverOf = (name: string): 'none' | 'native' | 'pciback' =>
  name === 'none' || name === 'pciback' ? name : 'native';

function lineSights(run: LabRun, state: LabState, gsi: number): Sight[] {
  const sights: Sight[] = [];
  if (Object.keys(state.xen_irqs).length > 0) {
    const irq = state.xen_irqs[String(gsi)];
    sights.push({
      what: 'xen-irq',
      gsi,
      type: irq === undefined ? 'none' : irq.type === 'IO-APIC-level' ? 'level' : 'edge',
      ...(irq === undefined ? {} : { disabled: (parseInt(irq.status, 16) & IRQ_DISABLED) !== 0 }),
      bound: (irq?.bound ?? [])
        .map(({ dom, pirq }) => ({ domain: dom, pirq }))
        .sort((a, b) => a.domain - b.domain),
      raw: irq?.raw ?? '',
    });
  }
  if (!pinsAreReal(run, gsi)) return sights;
  const pin = state.pins[String(gsi)];
  if (pin) sights.push({ what: 'pin', gsi, by: 'xen', ...attributes(pin), raw: pin.raw ?? '' });
  // No entry in a table with others: the pin was never written.
  else if (Object.keys(state.pins).length > 0)
    sights.push({ what: 'pin', gsi, by: 'xen', trigger: 'edge', polarity: 'high', masked: true, raw: '' });
  const chipBase = Math.max(...run.ioapics.map((io) => io.gsi_base));
  const chip = gsi < chipBase ? undefined : state.hw_ioapic?.[String(gsi - chipBase)];
  if (chip) sights.push({ what: 'pin', gsi, by: 'chip', ...attributes(chip), raw: chip.raw ?? '' });
  return sights;
}

const attributes = (pin: {
  trigger: string;
  polarity: string;
  masked: boolean;
}): { trigger: 'edge' | 'level'; polarity: 'high' | 'low'; masked: boolean } => ({
  trigger: pin.trigger === 'level' ? 'level' : 'edge',
  polarity: pin.polarity === 'low' ? 'low' : 'high',
  masked: pin.masked,
});

function rightSights(state: LabState, gsis: readonly number[]): Sight[] {
  return Object.entries(state.irq_caps ?? {}).flatMap(([domain, ranges]) =>
    gsis.map((gsi): Sight => ({
      what: 'right',
      domain: Number(domain.slice(1)),
      gsi,
      held: inRanges(ranges, gsi),
      raw: `${domain}: Interrupts { ${ranges} }`,
    })),
  );
}

function ownerSights(state: LabState, sbdf: string): Sight[] {
  const shown = state.owners?.[sbdf];
  if (shown === undefined) return [];
  const number = /^d(\d+)$/.exec(shown)?.[1];
  const owner = number !== undefined ? Number(number) : shown.startsWith('DomIO') ? 'dom_io' : 'nobody';
  return [{ what: 'owner', sbdf, owner, raw: `${sbdf} - ${shown}` }];
}

/** `1-47, 49-50` */
const inRanges = (ranges: string, n: number): boolean =>
  ranges
    .split(',')
    .map((r) => r.trim().split('-').map(Number))
    .some(([from, to]) => from !== undefined && n >= from && n <= (to ?? from));
