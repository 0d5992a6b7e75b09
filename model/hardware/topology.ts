import { z } from 'zod';
import { InputError } from '../input-error.js';

/** PCI address: segment:bus:device.function, four/two/two/one hexadecimal digits, e.g. `0000:03:00.0`. */
const sbdf = z
  .string()
  .regex(/^[0-9a-f]{4}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7]$/, 'not an SBDF like 0000:03:00.0');
const busName = z.string().regex(/^[0-9a-f]{4}:[0-9a-f]{2}$/, 'not a bus like 0000:03');
const pin = z.enum(['A', 'B', 'C', 'D']);
const gsiNumber = z.number().int().min(0).max(1023);
const trigger = z.enum(['edge', 'level']);
const polarity = z.enum(['high', 'low']);

const ioapic = z.strictObject({
  id: z.number().int().min(0).max(255),
  /** First GSI this IO-APIC serves. */
  gsiBase: gsiNumber,
  /** Number of redirection entries (IOAPICVER.MRE + 1). */
  pins: z.number().int().min(1).max(240),
  /** The MADT holds no pin count; an importer that had to infer it says so. */
  pinsInferred: z.boolean().optional(),
});

const override = z.strictObject({
  source: z.number().int().min(0).max(15),
  gsi: gsiNumber,
  trigger,
  polarity,
});

/** PNP0C0F interrupt link device: firmware lets the OS choose one of `possible` (ACPI 6.5, section 6.2.13). */
const link = z.strictObject({
  name: z.string().min(1),
  possible: z.array(gsiNumber).min(1),
  trigger,
  polarity,
  /** `_CRS` at boot; null when disabled. */
  current: gsiNumber.nullable(),
});

const prtEntry = z
  .strictObject({
    device: z.number().int().min(0).max(31),
    pin,
    gsi: gsiNumber.optional(),
    link: z.string().optional(),
    /** For a plain GSI entry always level/low in Linux (acpi_pci_irq_enable); links carry their own. */
  })
  .refine((e) => (e.gsi === undefined) !== (e.link === undefined), 'needs exactly one of gsi and link');

const prt = z.strictObject({ bus: busName, entries: z.array(prtEntry) });

const bridge = z.strictObject({
  sbdf,
  /** The bus behind the bridge. */
  secondary: busName,
});

const device = z.strictObject({
  sbdf,
  /** INTx pin from config space; null for functions without one, e.g. every SR-IOV VF. */
  pin: pin.nullable(),
  /** Number of MSI vectors its dom0 driver would take; 0 when it has no MSI capability. */
  msi: z.number().int().min(0).max(32).default(0),
  /** Interrupt Line byte left by firmware; what sysfs `irq` shows until the first enable. 255: not connected. */
  interruptLine: z.number().int().min(0).max(255).default(0),
  /** SBDF of the physical function, for a VF. */
  physfn: sbdf.optional(),
});

/** The physical truth: where the wire of a function really goes, independent of what firmware says. */
const wire = z.strictObject({ sbdf, gsi: gsiNumber, polarity });

const schema = z.strictObject({
  format: z.literal('pirqcheck-topology/1'),
  name: z.string().min(1),
  note: z.string().optional(),
  ioapics: z.array(ioapic).min(1),
  overrides: z.array(override).default([]),
  links: z.array(link).default([]),
  bridges: z.array(bridge).default([]),
  prt: z.array(prt),
  devices: z.array(device),
  wires: z.array(wire).default([]),
  /** Linux irq numbers above the IO-APIC range already taken at boot by MSI, timers and event channels. */
  irqsTakenAtBoot: z.number().int().min(0).max(512).default(0),
  /** Real tables name GSIs that no IO-APIC serves (absent sockets); hand-written ones must not. */
  imported: z.boolean().optional(),
});

/** What the hardware and its firmware are: the JSON format a user writes, a generator makes and the importer saves. */
export type Topology = z.output<typeof schema>;
export type TopologyInput = z.input<typeof schema>;
export type IntxPin = z.output<typeof pin>;
export type Trigger = z.output<typeof trigger>;
export type Polarity = z.output<typeof polarity>;
export type PciDevice = z.output<typeof device>;

/** Bus of an SBDF: `0000:03:00.0` -> `0000:03`. */
export const busOf = (address: string): string => address.slice(0, 7);
/** Device (slot) number of an SBDF, 0-31. */
export const slotOf = (address: string): number => parseInt(address.slice(8, 10), 16);
/** Function number of an SBDF, 0-7. */
export const functionOf = (address: string): number => Number(address.slice(11));

/** Is `gsi` served by one of the topology's IO-APICs? */
export const isServed = (t: Pick<Topology, 'ioapics'>, gsi: number): boolean =>
  t.ioapics.some((io) => gsi >= io.gsiBase && gsi < io.gsiBase + io.pins);

/**
 * Parses and checks a topology. Throws InputError naming `place` (a file or a topology's name) and the field.
 * Warnings (an imported line whose GSI no IO-APIC serves) are handed to `warn`.
 */
export function parseTopology(
  input: unknown,
  place: string,
  warn: (line: string) => void = () => {},
): Topology {
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const at = issue.path.map((p) => (typeof p === 'number' ? `[${p}]` : `.${String(p)}`)).join('');
    throw new InputError(`${place}${at}`, issue.message);
  }
  const topology = parsed.data;
  checkConsistency(topology, place, warn);
  return topology;
}

function checkConsistency(t: Topology, place: string, warn: (line: string) => void): void {
  const spans = t.ioapics.map((io) => ({ from: io.gsiBase, to: io.gsiBase + io.pins - 1, id: io.id }));
  spans.sort((a, b) => a.from - b.from);
  for (let i = 1; i < spans.length; i++) {
    const [a, b] = [spans[i - 1]!, spans[i]!];
    if (b.from <= a.to)
      throw new InputError(
        place,
        `IO-APICs ${a.id} and ${b.id} overlap: GSI ${a.from}-${a.to} and ${b.from}-${b.to}; correct gsiBase or pins`,
      );
  }
  unique(
    t.devices.map((d) => d.sbdf),
    (s) => new InputError(place, `two functions with the SBDF ${s}`),
  );
  unique(
    t.bridges.map((b) => b.secondary),
    (s) => new InputError(place, `two bridges lead to bus ${s}`),
  );
  unique(
    t.prt.map((p) => p.bus),
    (s) => new InputError(place, `two _PRT tables for bus ${s}`),
  );
  unique(
    t.links.map((l) => l.name),
    (s) => new InputError(place, `two links named ${s}`),
  );
  unique(
    t.wires.map((w) => w.sbdf),
    (s) => new InputError(place, `two wires of ${s}`),
  );
  for (const table of t.prt)
    unique(
      table.entries.map((e) => `device ${e.device}, pin ${e.pin}`),
      (s) => new InputError(`${place}.prt[${table.bus}]`, `two entries for ${s}`),
    );
  const links = new Map(t.links.map((l) => [l.name, l]));
  const refuseOrWarn = (where: string, gsi: number): void => {
    if (isServed(t, gsi)) return;
    const problem = `GSI ${gsi} is served by no IO-APIC`;
    if (!t.imported)
      throw new InputError(`${place}${where}`, `${problem}; add the IO-APIC or correct the number`);
    warn(`${place}${where}: ${problem}; enabling a device on it returns -ENODEV`);
  };
  t.prt.forEach((table) =>
    table.entries.forEach((e, i) => {
      const where = `.prt[${table.bus}][${i}]`;
      if (e.gsi !== undefined) refuseOrWarn(where, e.gsi);
      if (e.link !== undefined && !links.has(e.link))
        throw new InputError(`${place}${where}`, `unknown link ${e.link}; declare it under links`);
    }),
  );
  t.links.forEach((l, i) => l.possible.forEach((g) => refuseOrWarn(`.links[${i}]`, g)));
  const addresses = new Set([...t.devices, ...t.bridges].map((d) => d.sbdf));
  t.wires.forEach((w, i) => {
    if (!addresses.has(w.sbdf))
      throw new InputError(`${place}.wires[${i}]`, `wire of ${w.sbdf}, which is not a device here`);
    refuseOrWarn(`.wires[${i}]`, w.gsi);
  });
  checkTree(t, place);
}

function checkTree(t: Topology, place: string): void {
  const parent = new Map(t.bridges.map((b) => [b.secondary, busOf(b.sbdf)]));
  for (const start of parent.keys()) {
    const seen = new Set<string>();
    for (let bus: string | undefined = start; bus !== undefined; bus = parent.get(bus)) {
      if (seen.has(bus)) throw new InputError(place, `the bridge to bus ${start} is behind itself`);
      seen.add(bus);
    }
  }
  const functions = new Set(t.devices.map((d) => d.sbdf));
  for (const d of t.devices)
    if (d.physfn !== undefined) {
      if (!functions.has(d.physfn))
        throw new InputError(place, `${d.sbdf} is a VF of ${d.physfn}, which is not a device here`);
      if (t.devices.some((pf) => pf.sbdf === d.physfn && pf.physfn !== undefined))
        throw new InputError(place, `${d.sbdf} is a VF of ${d.physfn}, which is a VF itself`);
      if (d.pin !== null)
        throw new InputError(place, `${d.sbdf} is a VF and cannot have an INTx pin (SR-IOV 1.1, 3.4.1.18)`);
    }
}

function unique(values: string[], error: (duplicate: string) => Error): void {
  const seen = new Set<string>();
  for (const v of values) {
    if (seen.has(v)) throw error(v);
    seen.add(v);
  }
}
