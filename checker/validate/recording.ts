import { z } from 'zod';
import { InputError } from '../../model/input-error.js';

/**
 * A recording: what was seen of one run of a real machine, as data. Every observation keeps the console line it was read
 * from. `lab/observe` makes recordings of transcripts; `validate` asks whether the model has a run that shows the same.
 */

/**
 * Where a call was seen: inside Xen (gdbstub), in dom0's kernel (kprobes), or because Xen logged it. Lines of one source are
 * in order; lines of two sources are not ordered among each other.
 */
export const sources = ['xen', 'dom0', 'console'] as const;
export type Source = (typeof sources)[number];

const value = z.union([z.string(), z.number(), z.boolean()]);
export type Value = z.output<typeof value>;

const sbdf = z
  .string()
  .regex(/^[0-9a-f]{4}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7]$/, 'not an SBDF like 0000:00:02.0');
const gsi = z.number().int().min(0);
const raw = z.string();
const trigger = z.enum(['edge', 'level']);
const polarity = z.enum(['high', 'low']);

/**
 * A call that was traced, in the model's name for it (`PHYSDEVOP_map_pirq`). `says` is what the line tells of it: a field
 * that is missing is not compared. `ret` as the caller saw it.
 */
const event = z.strictObject({
  source: z.enum(sources),
  call: z.string().min(1),
  says: z.record(z.string(), value),
  ret: z.number().int().optional(),
  raw,
});
export type Event = z.output<typeof event>;

/** Something of the machine's state, as a tool prints it. A field that is missing was not printed. */
const sight = z.discriminatedUnion('what', [
  /** sysfs: irq, enable and driver of a device. */
  z.strictObject({
    what: z.literal('device'),
    sbdf,
    irq: z.number().int().optional(),
    enable: z.number().int().min(0).optional(),
    driver: z.enum(['none', 'native', 'pciback']).optional(),
    raw,
  }),
  /** A line of /proc/interrupts; no line at all: `handlers` false and count 0. */
  z.strictObject({
    what: z.literal('linux-irq'),
    irq: z.number().int(),
    count: z.number().int().min(0),
    handlers: z.boolean(),
    raw,
  }),
  /** Xen's key `i`: handler type, IRQ_DISABLED, who is bound; not listed: type none. */
  z.strictObject({
    what: z.literal('xen-irq'),
    gsi,
    type: z.enum(['none', 'edge', 'level']),
    disabled: z.boolean().optional(),
    bound: z.array(z.strictObject({ domain: z.number().int().min(0), pirq: z.number().int() })),
    raw,
  }),
  /** A redirection entry: of Xen (keys `i` and `z`) or of the chip itself (QEMU's `info pic`). */
  z.strictObject({
    what: z.literal('pin'),
    gsi,
    by: z.enum(['xen', 'chip']),
    trigger: trigger.optional(),
    polarity: polarity.optional(),
    masked: z.boolean().optional(),
    raw,
  }),
  /** Xen's key `q`: does the domain's irq_caps hold the GSI? */
  z.strictObject({ what: z.literal('right'), domain: z.number().int().min(0), gsi, held: z.boolean(), raw }),
  /** How often dom0 handled the interrupt of the device since the operation began. More than once depends on timing. */
  z.strictObject({ what: z.literal('delivered'), sbdf, count: z.number().int().min(0), raw }),
  /** Xen's key `Q`. */
  z.strictObject({
    what: z.literal('owner'),
    sbdf,
    owner: z.union([z.literal('dom_io'), z.literal('nobody'), z.number().int().min(0)]),
    raw,
  }),
  /** /libxl/pci in xenstore: the domid that is kept of an assignable device, null where there is none. */
  z.strictObject({ what: z.literal('claim'), sbdf, domain: z.number().int().min(1).nullable(), raw }),
]);
export type Sight = z.output<typeof sight>;

const step = z.strictObject({
  /** Lines of the scenario's thread that this operation stands for, e.g. `xl.attach 0000:00:02.0 dom1`. */
  lines: z.array(z.string().min(1)),
  /** Lines that the tool itself adds when the operation fails (xl destroys a domain it could not create). */
  cleanup: z.array(z.string().min(1)).optional(),
  /** Did the command report a failure? Left out where nobody could tell. */
  failed: z.boolean().optional(),
  /** What other threads did at the same time, and whether a command of theirs reported a failure, where somebody could tell. */
  beside: z
    .array(z.strictObject({ lines: z.array(z.string().min(1)), failed: z.boolean().optional() }))
    .optional(),
  /** Xen died in this operation, and printed this: nothing was looked at any more. */
  lastWords: z.array(z.string()).min(1).optional(),
  events: z.array(event),
  /** Calls nobody watched during this operation although they are watched otherwise. */
  unwatched: z.array(z.string()).optional(),
  /** What was looked at when the machine was quiet again. */
  after: z.array(sight),
  raw,
});
export type RecordedStep = z.output<typeof step>;

const schema = z.strictObject({
  format: z.literal('pirqcheck-recording/1'),
  name: z.string().min(1),
  /** What the machine said it ran. */
  system: z.strictObject({ dom0: z.enum(['pv', 'pvh']), xen: z.string(), linux: z.string() }),
  /** The design of the model it is compared with. */
  design: z.string().min(1),
  /** The machine: a topology, checked by its own rules. */
  topology: z.unknown(),
  /** What had happened before the first step, as far as numbers depend on it. */
  given: z.array(z.string().min(1)).optional(),
  /** Domains that are created paused. */
  paused: z.array(z.string().regex(/^dom[1-9]$/)).optional(),
  /** The calls that were watched, by source: a call that is missing here may have happened unseen. */
  watched: z.partialRecord(z.enum(sources), z.array(z.string())),
  boot: z.array(sight),
  steps: z.array(step).min(1),
  /** Lines of the transcript that are not compared, by reason. */
  leftOut: z.record(z.string(), z.number().int().min(1)),
});
export type Recording = z.output<typeof schema>;

/** Checks a recording. Throws InputError naming `place` and the field. */
export function parseRecording(input: unknown, place: string): Recording {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const at = issue.path.map((p) => (typeof p === 'number' ? `[${p}]` : `.${String(p)}`)).join('');
  throw new InputError(`${place}${at}`, issue.message);
}
