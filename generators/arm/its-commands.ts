import fc from 'fast-check';
import { ridOf, type ArmDevice } from '../../model/arm/hardware/topology.js';
import { FIRST_LPI } from '../../model/arm/numbers.js';

/** What a guest tells its ITS, as small numbers that are all usable. */
export interface ItsPlan {
  /** Keeps to the architecture, as Linux does; otherwise any command with any operands. */
  readonly honest: boolean;
  readonly commands: readonly { readonly pick: number; readonly operands: number }[];
}

export const itsPlan: fc.Arbitrary<ItsPlan> = fc.record({
  honest: fc.nat(2).map((n) => n < 2),
  commands: fc.array(fc.record({ pick: fc.nat(999), operands: fc.nat(9999) }), {
    minLength: 1,
    maxLength: 6,
  }),
});

const EVENTS = 2;
const COLLECTIONS = 2;
const SLOTS = 2;
/** Interrupts that are LPIs, and one that is none. */
const INTIDS = [FIRST_LPI, FIRST_LPI + 1, FIRST_LPI - 1];

/** What the guest has told its ITS so far. */
interface Told {
  readonly collections: Set<number>;
  readonly devices: Set<number>;
  /** `DeviceID event` -> INTID */
  readonly events: Map<string, number>;
}

/**
 * The lines of a plan: what `domain` says about DeviceIDs of its virtual bus, and the real ones of `devices`. An honest guest
 * maps before it uses, and each interrupt once.
 */
export function itsCommands(
  { honest, commands }: ItsPlan,
  domain: string,
  devices: readonly ArmDevice[],
): string[] {
  const ids = [
    ...new Set([
      ...Array.from({ length: SLOTS }, (_, slot) => slot << 3),
      ...devices.map((d) => ridOf(d.sbdf)),
    ]),
  ];
  const told: Told = { collections: new Set(), devices: new Set(), events: new Map() };
  return commands.map(({ pick, operands }) => {
    const choices = honest ? honestChoices(ids, told) : anything(ids);
    const of = choices[pick % choices.length]!;
    const [verb, ...numbers] = of[operands % of.length]!;
    note(told, verb, numbers);
    return [
      verb,
      domain,
      ...numbers.map((n, i) => (i === 0 && DEVICE_VERBS.has(verb) ? `0x${n.toString(16)}` : n)),
    ].join(' ');
  });
}

type Command = readonly [verb: string, ...numbers: number[]];

const DEVICE_VERBS = new Set(
  ['mapd', 'unmapd', 'mapti', 'movi', 'int', 'clear', 'inv', 'discard'].map((v) => `its.${v}`),
);
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** All commands by verb, each with all its operands. */
function anything(ids: readonly number[]): Command[][] {
  const events = ids.flatMap((id) => upTo(EVENTS).map((e) => [id, e] as const));
  const perEvent = (verb: string): Command[] => events.map(([id, e]) => [verb, id, e]);
  return [
    upTo(COLLECTIONS).map((c) => ['its.mapc', c]),
    upTo(COLLECTIONS).map((c) => ['its.unmapc', c]),
    ids.map((id) => ['its.mapd', id]),
    ids.map((id) => ['its.unmapd', id]),
    events.flatMap(([id, e]) =>
      INTIDS.flatMap((intid) => upTo(COLLECTIONS).map((c): Command => ['its.mapti', id, e, intid, c])),
    ),
    events.flatMap(([id, e]) => upTo(COLLECTIONS).map((c): Command => ['its.movi', id, e, c])),
    perEvent('its.int'),
    perEvent('its.clear'),
    perEvent('its.inv'),
    perEvent('its.discard'),
  ];
}

/** Those that the architecture (GICv3, 5.3) has a meaning for now; never none. */
function honestChoices(ids: readonly number[], told: Told): Command[][] {
  const known = (id: number, e: number): boolean => told.events.has(`${id} ${e}`);
  const used = new Set(told.events.values());
  const makesSense = ([verb, a, b, c, d]: Command): boolean => {
    switch (verb) {
      case 'its.mapc':
        return !told.collections.has(a!);
      case 'its.unmapc':
        return told.collections.has(a!) && told.events.size === 0;
      case 'its.mapd':
        return !told.devices.has(a!);
      case 'its.unmapd':
        return told.devices.has(a!) && !upTo(EVENTS).some((e) => known(a!, e));
      case 'its.mapti':
        return (
          told.devices.has(a!) &&
          !known(a!, b!) &&
          c! >= FIRST_LPI &&
          !used.has(c!) &&
          told.collections.has(d!)
        );
      case 'its.movi':
        return known(a!, b!) && told.collections.has(c!);
      default:
        return known(a!, b!);
    }
  };
  return anything(ids)
    .map((of) => of.filter(makesSense))
    .filter((of) => of.length > 0);
}

function note({ collections, devices, events }: Told, verb: string, [a, b, c]: number[]): void {
  if (verb === 'its.mapc') collections.add(a!);
  else if (verb === 'its.unmapc') collections.delete(a!);
  else if (verb === 'its.mapd') devices.add(a!);
  else if (verb === 'its.unmapd') devices.delete(a!);
  else if (verb === 'its.mapti') events.set(`${a} ${b}`, c!);
  else if (verb === 'its.discard') events.delete(`${a} ${b}`);
}
