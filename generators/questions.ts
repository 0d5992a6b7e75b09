import { busOf, isServed, type PciDevice, type Topology } from '../model/hardware/topology.js';
import { InputError } from '../model/input-error.js';
import type { Scenario } from '../model/scenario.js';

interface Placed {
  readonly sbdf: string;
  /** -1 where nobody knows, or without a pin. */
  readonly gsi: number;
}

/**
 * The questions one asks of a machine: can a device be attached, taken away and attached again, given back to dom0; does it
 * get its own line whatever is enabled first (thread 000); what happens to the others on its line. They are asked of
 * `chosen`, or of a device picked where the answer is least certain: on a line of the second or a further IO-APIC.
 */
export function standardQuestions(topology: Topology, chosen: readonly string[] = []): Scenario[] {
  const wires = new Map(topology.wires.map((w) => [w.sbdf, w.gsi]));
  const place = (d: PciDevice): Placed => ({ sbdf: d.sbdf, gsi: wires.get(d.sbdf) ?? -1 });
  const placed = topology.devices.map(place);
  const usable = placed.filter((d) => d.gsi >= 0 && isServed(topology, d.gsi)).sort(byInterest(topology));
  const subjects =
    chosen.length > 0 ? chosen.map((s) => placed.find((d) => d.sbdf === s)!) : usable.slice(0, 1);
  if (subjects.length === 0)
    throw new InputError(
      topology.name,
      'no device with a known interrupt line; name one with --device, or give a scenario',
    );
  const others = subjects.length > 1 ? subjects : usable;
  const several = subjects.length > 1;
  const questions = subjects.flatMap((d) => ofOne(topology.name, d.sbdf, several));
  const rivals = pair(subjects, others, (a, b) => a.gsi !== b.gsi);
  if (rivals) questions.push(enableOrder(topology.name, ...rivals));
  const sharers =
    pair(subjects, others, (a, b) => a.gsi >= 0 && a.gsi === b.gsi) ??
    (several ? undefined : pair(usable, usable, (a, b) => a.gsi === b.gsi));
  if (sharers) questions.push(...onOneLine(topology.name, ...sharers));
  return questions;
}

/**
 * Lines of later IO-APICs first, and those whose GSI is not by chance the first irq number Linux gives away; then what is
 * behind a bridge, since the functions of a root bus are often part of the chipset.
 */
function byInterest({ ioapics, bridges }: Topology): (a: Placed, b: Placed) => number {
  const first = ioapics.reduce((a, b) => (b.gsiBase < a.gsiBase ? b : a));
  const floor = first.gsiBase + first.pins;
  const behind = new Set(bridges.map((b) => b.secondary));
  const rank = ({ sbdf, gsi }: Placed): number =>
    (gsi >= floor + 2 ? 0 : gsi >= floor ? 2 : 4) + (behind.has(busOf(sbdf)) ? 0 : 1);
  return (a, b) => rank(a) - rank(b);
}

function pair(
  subjects: readonly Placed[],
  others: readonly Placed[],
  fits: (a: Placed, b: Placed) => boolean,
): [string, string] | undefined {
  for (const a of subjects)
    for (const b of others) if (a.sbdf !== b.sbdf && fits(a, b)) return [a.sbdf, b.sbdf];
  return undefined;
}

function ofOne(machine: string, dev: string, several: boolean): Scenario[] {
  const name = (what: string): string => (several ? `${machine}/${dev}/${what}` : `${machine}/${what}`);
  const add = `xl.assignable-add ${dev}`;
  const attach = [`xl.attach ${dev} dom1`, `guest.enable-intx ${dev} dom1`, `device.assert ${dev}`];
  const detach = `xl.detach ${dev} dom1`;
  return [
    {
      name: name('attach'),
      question: `Can ${dev} be attached to a guest, and does its interrupt arrive there?`,
      threads: { xl: [add, ...attach] },
    },
    {
      name: name('attach-detach-attach'),
      question: `Can ${dev} be detached and attached again?`,
      threads: { xl: [add, ...attach, detach, ...attach] },
    },
    {
      name: name('back-to-dom0'),
      question: `Does the interrupt of ${dev} reach dom0's driver again after a guest had the device?`,
      threads: {
        xl: [
          `driver.bind ${dev}`,
          add,
          ...attach,
          detach,
          `xl.assignable-remove ${dev}`,
          `device.assert ${dev}`,
        ],
      },
    },
  ];
}

const enableOrder = (machine: string, dev: string, rival: string): Scenario => ({
  name: `${machine}/enable-order`,
  question: `${dev} and ${rival} are enabled in either order: which line does the guest get? (thread 000)`,
  threads: {
    dom0: [`device.enable ${dev}`],
    'dom0-2': [`device.enable ${rival}`],
    xl: [`xl.assignable-add ${dev}`, `xl.attach ${dev} dom1`],
  },
});

function onOneLine(machine: string, dev: string, neighbour: string): Scenario[] {
  const both = [dev, neighbour].flatMap((d) => [`xl.assignable-add ${d}`, `xl.attach ${d} dom1`]);
  return [
    {
      name: `${machine}/neighbour`,
      question: `dom0 uses ${neighbour} on the line of ${dev}: do both get their interrupts?`,
      threads: {
        xl: [`xl.assignable-add ${dev}`, `xl.attach ${dev} dom1`],
        dom0: [`driver.bind ${neighbour}`, `device.assert ${neighbour}`],
      },
    },
    {
      name: `${machine}/siblings`,
      question: `A guest has ${dev} and ${neighbour} on one line: does it keep the second when the first is detached?`,
      given: [...both, `guest.enable-intx ${neighbour} dom1`],
      threads: { xl: [`xl.detach ${dev} dom1`, `device.assert ${neighbour}`] },
    },
  ];
}
