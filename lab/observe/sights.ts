import type { Sight } from '../../checker/validate/recording.js';
import { pinsAreReal, type LabRun, type LabState } from './run.js';
import type { LeaveOut } from './xen-calls.js';

const IRQ_DISABLED = 0x2;

/** What a state shows of the devices and GSIs that matter. A tool that was not asked has said nothing, not "nothing". */
export function sightsOf(
  run: LabRun,
  state: LabState,
  devices: readonly string[],
  gsis: readonly number[],
  leaveOut: LeaveOut,
): Sight[] {
  const theirs = Object.keys(state.devices).filter((sbdf) => !devices.includes(sbdf));
  for (const _ of theirs) leaveOut('the state of a device that no operation names');
  return [
    ...devices.flatMap((sbdf) => deviceSights(run, state, sbdf, leaveOut)),
    ...gsis.flatMap((gsi) => lineSights(run, state, gsi)),
    ...rightSights(state, gsis),
    ...devices.flatMap((sbdf) => ownerSights(state, sbdf)),
    ...devices.flatMap((sbdf) => claimSights(state, sbdf)),
  ];
}

function deviceSights(run: LabRun, state: LabState, sbdf: string, leaveOut: LeaveOut): Sight[] {
  const device = state.devices[sbdf];
  if (!device) return [];
  const { linux_irq: irq, enable, driver, raw = '' } = device;
  // virtio-pci binds and enables at boot and takes its vectors later; the model's driver does it all in one probe.
  const boundAtBoot = (run.boot.state.devices[sbdf]?.enable ?? 0) > 0;
  if (boundAtBoot) leaveOut('driver and enable count of a device whose driver was bound at boot');
  const sights: Sight[] = [
    { what: 'device', sbdf, irq, ...(boundAtBoot ? {} : { enable, driver: driverOf(driver) }), raw },
  ];
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

/** What libxl keeps of a device, if there is a xenstore to be asked. */
function claimSights(state: LabState, sbdf: string): Sight[] {
  if (state.claims === undefined) return [];
  const domain = state.claims[sbdf];
  const key = `/libxl/pci/${sbdf.replace(/[:.]/g, '-')}`;
  return [
    {
      what: 'claim',
      sbdf,
      domain: domain ?? null,
      raw:
        domain === undefined
          ? `${key} is not there`
          : domain === null
            ? `${key} = ""`
            : `${key}/domid = "${domain}"`,
    },
  ];
}

/** `1-47, 49-50` */
const inRanges = (ranges: string, n: number): boolean =>
  ranges
    .split(',')
    .map((r) => r.trim().split('-').map(Number))
    .some(([from, to]) => from !== undefined && n >= from && n <= (to ?? from));

/** How often dom0 handled the device's interrupt from one look at the machine to the next. */
export function deliverySights(before: LabState, after: LabState, sbdf: string): Sight[] {
  const irq = String(after.devices[sbdf]?.linux_irq);
  const [from, to] = [before.linux_irqs[irq], after.linux_irqs[irq]];
  if (Object.keys(after.linux_irqs).length === 0) return [];
  const count = Math.max(0, (to?.count ?? 0) - (from?.count ?? 0));
  return [{ what: 'delivered', sbdf, count, raw: `irq ${irq}: ${from?.count ?? 0}, then ${to?.count ?? 0}` }];
}
