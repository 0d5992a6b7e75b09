import { isDeepStrictEqual } from 'node:util';
import type { Event, Recording, RecordedStep, Sight, Value } from '../../checker/validate/recording.js';
import { fromTwoCommands } from './makers.js';

/**
 * Negative controls: recordings that never happened. Each takes one that a machine did produce and changes one thing, the
 * way a misread console or a model that is wrong would. Validation must refuse them.
 */

/** Draws a whole number below `n`. */
export type Draw = (n: number) => number;

/** A recording with one thing changed. */
export interface Mutant {
  readonly kind: string;
  /** What was changed, in words. */
  readonly what: string;
  readonly recording: Recording;
  /**
   * It says nothing that the original did not say (two equal lines swapped, a number taken from an equal line), or what may as
   * well have been: lines of two commands that ran at once come in either order.
   */
  readonly equivalent: boolean;
}

type Mutation = (r: Recording, draw: Draw) => Omit<Mutant, 'kind'> | null;

/** One draw of a kind; null where the recording has nothing of that kind. */
export function mutate(kind: string, r: Recording, draw: Draw): Mutant | null {
  const mutant = mutations[kind]!(r, draw);
  return mutant && { kind, ...mutant };
}

interface EventPlace {
  readonly step: number;
  readonly index: number;
  readonly event: Event;
}
interface SightPlace {
  /** -1: at boot. */
  readonly step: number;
  readonly index: number;
  readonly sight: Sight;
}

const eventsOf = (r: Recording): EventPlace[] =>
  r.steps.flatMap((s, step) => s.events.map((event, index) => ({ step, index, event })));
const sightsOf = (r: Recording): SightPlace[] => [
  ...r.boot.map((sight, index) => ({ step: -1, index, sight })),
  ...r.steps.flatMap((s, step) => s.after.map((sight, index) => ({ step, index, sight }))),
];

function withEvents(r: Recording, step: number, events: Event[]): Recording {
  return { ...r, steps: r.steps.map((s, i): RecordedStep => (i === step ? { ...s, events } : s)) };
}

function withSight(r: Recording, { step, index }: SightPlace, sight: Sight): Recording {
  const put = (all: readonly Sight[]): Sight[] => all.map((s, i) => (i === index ? sight : s));
  if (step < 0) return { ...r, boot: put(r.boot) };
  return { ...r, steps: r.steps.map((s, i) => (i === step ? { ...s, after: put(s.after) } : s)) };
}

const pick = <T>(all: readonly T[], draw: Draw): T | undefined =>
  all.length === 0 ? undefined : all[draw(all.length)];

/** Without the raw line: what an observation says. */
const content = <T extends { raw: string }>({ raw: _raw, ...rest }: T): Omit<T, 'raw'> => rest;
const same = (a: Event | Sight, b: Event | Sight): boolean => isDeepStrictEqual(content(a), content(b));

/** Changes a field of a line of a trace. */
function changeEvent(
  r: Recording,
  draw: Draw,
  field: string,
  other: (v: Value) => Value | undefined,
): Omit<Mutant, 'kind'> | null {
  const place = pick(
    eventsOf(r).filter(({ event }) => field in event.says && other(event.says[field]!) !== undefined),
    draw,
  );
  if (!place) return null;
  const { step, index, event } = place;
  const value = other(event.says[field]!)!;
  const changed = { ...event, says: { ...event.says, [field]: value } };
  const events = r.steps[step]!.events.map((e, i) => (i === index ? changed : e));
  return {
    what: `operation ${step + 1}: ${event.call}: ${field} ${String(event.says[field])} -> ${String(value)}`,
    recording: withEvents(r, step, events),
    equivalent: false,
  };
}

/** Changes something that was looked at. */
function changeSight<W extends Sight['what']>(
  r: Recording,
  draw: Draw,
  what: W,
  change: (s: Extract<Sight, { what: W }>) => Sight | null,
): Omit<Mutant, 'kind'> | null {
  const places = sightsOf(r).flatMap((place) => {
    const changed = place.sight.what === what ? change(place.sight as Extract<Sight, { what: W }>) : null;
    return changed === null ? [] : [{ place, changed }];
  });
  const found = pick(places, draw);
  if (!found) return null;
  const { place, changed } = found;
  const others = place.step < 0 ? r.boot : r.steps[place.step]!.after;
  return {
    what: `${place.step < 0 ? 'boot' : `after operation ${place.step + 1}`}: ${brief(place.sight)} -> ${brief(changed)}`,
    recording: withSight(r, place, changed),
    // Another line says the same already, and says what this one said.
    equivalent: others.some((s) => s !== place.sight && same(s, changed)),
  };
}

const brief = (s: Sight): string => JSON.stringify(content(s)).replaceAll('"', '');

/** Tries the first of two mutations or the second, whichever is drawn; the other where it finds nothing. */
const either =
  (...all: Mutation[]): Mutation =>
  (r, draw) => {
    const first = draw(all.length);
    for (let i = 0; i < all.length; i++) {
      const mutant = all[(first + i) % all.length]!(r, draw);
      if (mutant) return mutant;
    }
    return null;
  };

const gsisOf = (r: Recording): number[] => [
  ...new Set(sightsOf(r).flatMap(({ sight }) => ('gsi' in sight ? [sight.gsi] : []))),
];
const another = (r: Recording, gsi: number, draw: Draw): number | undefined =>
  pick(
    gsisOf(r).filter((g) => g !== gsi),
    draw,
  );
const flip = {
  edge: 'level',
  level: 'edge',
  high: 'low',
  low: 'high',
  grant: 'revoke',
  revoke: 'grant',
} as const;
const flipped = (v: Value): Value | undefined => flip[v as keyof typeof flip];
const increased = (v: Value): Value => Number(v) + 1;

/** The kinds of change. */
export const mutations: Readonly<Record<string, Mutation>> = {
  'swap two lines': (r, draw) => {
    const pairs = eventsOf(r).flatMap(({ step, index, event }) => {
      const { events } = r.steps[step]!;
      const next = events.findIndex((e, i) => i > index && e.source === event.source);
      if (next < 0) return [];
      const atOnce = fromTwoCommands(r.steps[step]!, event, events[next]!);
      return atOnce === undefined ? [] : [{ step, index, next, atOnce }];
    });
    const place = pick(pairs, draw);
    if (!place) return null;
    const { step, index, next, atOnce } = place;
    const events = [...r.steps[step]!.events];
    const event = events[index]!;
    [events[index], events[next]] = [events[next]!, event];
    return {
      what: `operation ${step + 1}: ${event.call} and ${events[index]!.call}`,
      recording: withEvents(r, step, events),
      equivalent: atOnce || same(event, events[index]!),
    };
  },
  'drop a line': (r, draw) => {
    const place = pick(eventsOf(r), draw);
    if (!place) return null;
    const events = r.steps[place.step]!.events.filter((_, i) => i !== place.index);
    return {
      what: `operation ${place.step + 1}: ${place.event.raw}`,
      recording: withEvents(r, place.step, events),
      equivalent: false,
    };
  },
  'repeat a line': (r, draw) => {
    const place = pick(eventsOf(r), draw);
    if (!place) return null;
    const events = r.steps[place.step]!.events.toSpliced(place.index, 0, place.event);
    return {
      what: `operation ${place.step + 1}: ${place.event.raw}`,
      recording: withEvents(r, place.step, events),
      equivalent: false,
    };
  },
  'GSI of a call': (r, draw) =>
    either(
      (q, d) => changeEvent(q, d, 'gsi', (v) => another(q, Number(v), d)),
      (q, d) => changeEvent(q, d, 'index', (v) => another(q, Number(v), d) ?? increased(v)),
    )(r, draw),
  'GSI of a look': (r, draw) => {
    const change = <S extends { gsi: number }>(s: S): S | null => {
      const gsi = another(r, s.gsi, draw);
      return gsi === undefined ? null : { ...s, gsi };
    };
    return either(
      (q, d) => changeSight(q, d, 'xen-irq', change),
      (q, d) => changeSight(q, d, 'pin', change),
    )(r, draw);
  },
  pirq: either(
    (r, d) => changeEvent(r, d, 'pirq', increased),
    (r, d) => changeEvent(r, d, 'pirq given', increased),
    (r, d) =>
      changeSight(r, d, 'xen-irq', (s) =>
        s.bound.length === 0 ? null : { ...s, bound: s.bound.map((b) => ({ ...b, pirq: b.pirq + 1 })) },
      ),
  ),
  'linux irq': either(
    (r, d) => changeEvent(r, d, 'irq', increased),
    (r, d) => changeSight(r, d, 'device', (s) => (s.irq === undefined ? null : { ...s, irq: s.irq + 1 })),
  ),
  polarity: either(
    (r, d) => changeEvent(r, d, 'polarity', flipped),
    (r, d) => changeEvent(r, d, 'pin polarity', flipped),
    (r, d) =>
      changeSight(r, d, 'pin', (s) =>
        s.polarity === undefined ? null : { ...s, polarity: flip[s.polarity] },
      ),
  ),
  trigger: either(
    (r, d) => changeEvent(r, d, 'trigger', flipped),
    (r, d) => changeEvent(r, d, 'pin trigger', flipped),
    (r, d) =>
      changeSight(r, d, 'pin', (s) => (s.trigger === undefined ? null : { ...s, trigger: flip[s.trigger] })),
  ),
  mask: (r, d) =>
    changeSight(r, d, 'pin', (s) => (s.masked === undefined ? null : { ...s, masked: !s.masked })),
  errno: (r, draw) => {
    const place = pick(
      eventsOf(r).filter(({ event }) => event.ret !== undefined),
      draw,
    );
    if (!place) return null;
    const { step, index, event } = place;
    const ret = event.ret! < 0 ? event.ret! - 1 : -22;
    const events = r.steps[step]!.events.map((e, i) => (i === index ? { ...e, ret } : e));
    return {
      what: `operation ${step + 1}: ${event.call}: ${event.ret} -> ${ret}`,
      recording: withEvents(r, step, events),
      equivalent: false,
    };
  },
  'exit code': (r, draw) => {
    const told = r.steps.flatMap((s, step) => [
      ...(s.failed === undefined || s.lines.length === 0 ? [] : [{ step, thread: -1 }]),
      ...(s.beside ?? []).flatMap(({ failed }, thread) => (failed === undefined ? [] : [{ step, thread }])),
    ]);
    const place = pick(told, draw);
    if (place === undefined) return null;
    const { step, thread } = place;
    const withOther = (s: RecordedStep): RecordedStep =>
      thread < 0
        ? { ...s, failed: !s.failed }
        : { ...s, beside: s.beside!.map((b, i) => (i === thread ? { ...b, failed: !b.failed } : b)) };
    return {
      what: `operation ${step + 1}: ${r.steps[step]!.raw}`,
      recording: { ...r, steps: r.steps.map((s, i) => (i === step ? withOther(s) : s)) },
      equivalent: false,
    };
  },
  'death of Xen': (r) => {
    const step = r.steps.findIndex((s) => s.lastWords !== undefined);
    if (step < 0) return null;
    const { lastWords, ...alive } = r.steps[step]!;
    return {
      what: lastWords!.join('; '),
      recording: { ...r, steps: r.steps.with(step, alive) },
      equivalent: false,
    };
  },
  'bound domains': (r, d) =>
    changeSight(r, d, 'xen-irq', (s) =>
      s.bound.length === 0
        ? { ...s, bound: [{ domain: 0, pirq: s.gsi }] }
        : { ...s, bound: s.bound.slice(1) },
    ),
  owner: (r, d) => changeSight(r, d, 'owner', (s) => ({ ...s, owner: s.owner === 'dom_io' ? 0 : 'dom_io' })),
  'domid key': (r, d) => changeSight(r, d, 'claim', (s) => ({ ...s, domain: s.domain === null ? 1 : null })),
  'irq right': (r, d) => changeSight(r, d, 'right', (s) => ({ ...s, held: !s.held })),
  'delivered or not': (r, d) => changeSight(r, d, 'delivered', (s) => ({ ...s, count: s.count > 0 ? 0 : 1 })),
};
