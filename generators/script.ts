import fc from 'fast-check';
import type { Topology } from '../model/hardware/topology.js';
import type { Scenario } from '../model/scenario.js';
import { scriptVerbs } from '../model/scripts.js';
import { follow, makesSense, RULES, type Act, type Outlook } from './lives.js';

/** What people and programs do, as small numbers that are usable with any topology. */
export interface ScriptPlan {
  /** The devices the scripts are about: each chooses among those with a pin that are left, every fifth number among all. */
  readonly devices: readonly number[];
  readonly guests: number;
  /** Guests that are created and not running yet, as a bit mask. */
  readonly paused: number;
  readonly threads: number;
  /** So many of the first operations run alone, before anything else. */
  readonly given: number;
  readonly earlyTimeouts: boolean;
  /** May operations be chosen that the lifecycles forbid? */
  readonly breaking: boolean;
  readonly acts: readonly { readonly pick: number; readonly roam: number; readonly breaks: boolean }[];
}

/** A scenario with what the generator knows about it. */
export interface GeneratedScenario {
  readonly scenario: Scenario;
  /** Operations that were chosen against the lifecycles. */
  readonly breaks: number;
}

export interface ScriptOptions {
  /** Bound on the product of the threads' lengths in steps, a measure of the interleavings. Default 200000. */
  readonly budget?: number;
}

const THREADS = ['a', 'b', 'c'];
const PAUSED = 3;
const ANY_DEVICE = 5;

/** Plans of scripts: one to three threads about one to three devices and one or two guests. */
export const scriptPlan: fc.Arbitrary<ScriptPlan> = fc.record({
  devices: fc.array(fc.nat(99), { minLength: 1, maxLength: 3, size: 'max' }),
  guests: fc.integer({ min: 1, max: 2 }),
  paused: fc.nat(PAUSED),
  threads: fc.nat(5).map((n) => Math.min(1 + (n >> 1), THREADS.length)),
  given: fc.nat(3),
  earlyTimeouts: fc.nat(9).map((n) => n === 9),
  breaking: fc.nat(2).map((n) => n === 2),
  acts: fc.array(fc.record({ pick: fc.nat(9999), roam: fc.nat(6), breaks: fc.nat(2).map((n) => n === 2) }), {
    minLength: 1,
    maxLength: 12,
    size: 'max',
  }),
});

/**
 * Writes the scripts of a plan for a machine. Most operations follow the lifecycles in the order they are planned; a plan
 * that is `breaking` has at least one that does not. Operations of one device share a thread unless they roam, and a
 * thread ends where the system would become too large to be searched.
 */
export function writeScripts(
  plan: ScriptPlan,
  topology: Topology,
  { budget = 200_000 }: ScriptOptions = {},
): GeneratedScenario {
  const guests = Array.from({ length: plan.guests }, (_, i) => `dom${i + 1}`);
  const paused = guests.filter((_, i) => plan.paused === i + 1 || plan.paused === PAUSED);
  const outlook: Outlook = {
    devices: chooseDevices(plan.devices, topology).map((device) => ({
      device,
      life: 'free',
      enabled: false,
      guest: null,
      intx: false,
      touched: false,
    })),
    domains: guests.map((name) => ({ name, life: paused.includes(name) ? 'paused' : 'running' })),
  };
  const given: string[] = [];
  const threads = Array.from({ length: plan.threads }, (): string[] => []);
  const steps = threads.map(() => 1);
  let breaks = 0;
  plan.acts.forEach(({ pick, roam, breaks: wanted }, i) => {
    const last = i === plan.acts.length - 1;
    const breaking = plan.breaking && (wanted || (last && breaks === 0));
    const mayOpen = !breaking && i < plan.given;
    const act = choose(everyAct(outlook, threads.length), pick, breaking, mayOpen);
    if (!act) return;
    const home = act.dev ? outlook.devices.indexOf(act.dev) : act.dom ? outlook.domains.indexOf(act.dom) : 0;
    const thread = (roam < THREADS.length ? roam : home) % threads.length;
    const line = textOf(act, threads.length > 1 ? THREADS[(thread + 1) % threads.length]! : '');
    const opening = mayOpen && canOpen(act);
    if (!opening) {
      const cost = RULES[act.verb]!.steps;
      const product = steps.reduce((n, s, t) => n * (t === thread ? s + cost : s), 1);
      if (product > budget) return;
      steps[thread]! += cost;
    }
    (opening ? given : threads[thread]!).push(line);
    if (breaking) breaks++;
    else follow(act, outlook);
  });
  const names = threads.flatMap((lines, t) => (lines.length > 0 ? [[THREADS[t]!, lines] as const] : []));
  const used = new Set(names.map(([name]) => name));
  const named = [...given, ...names.flatMap(([, lines]) => lines)].join(' ');
  const scenario: Scenario = {
    name: 'generated',
    threads: Object.fromEntries(names.length > 0 ? names : [[THREADS[0]!, ['evtchn.bind']]]),
    ...(given.length > 0 ? { given } : {}),
    ...(paused.some((g) => named.includes(g)) ? { paused: paused.filter((g) => named.includes(g)) } : {}),
    ...(plan.earlyTimeouts ? { earlyTimeouts: true } : {}),
  };
  return { scenario: aimCrashes(scenario, used), breaks };
}

function chooseDevices(picks: readonly number[], { devices }: Topology): Topology['devices'] {
  const chosen: Topology['devices'] = [];
  for (const pick of picks) {
    const left = devices.filter((d) => !chosen.includes(d));
    const pinned = left.filter((d) => d.pin !== null);
    const among = pick % ANY_DEVICE === ANY_DEVICE - 1 || pinned.length === 0 ? left : pinned;
    if (among.length > 0) chosen.push(among[Math.floor(pick / ANY_DEVICE) % among.length]!);
  }
  return chosen;
}

/** Everything that can be written, in a fixed order. */
function everyAct({ devices, domains }: Outlook, threads: number): Act[] {
  return scriptVerbs.flatMap(({ verb, parameters }): Act[] => {
    if (parameters.includes('thread')) return threads > 1 ? [{ verb, dev: null, dom: null }] : [];
    const devs = parameters.includes('dev') ? devices : [null];
    const doms = parameters.includes('dom') ? domains : [null];
    return devs.flatMap((dev) => doms.map((dom) => ({ verb, dev, dom })));
  });
}

function choose(acts: readonly Act[], pick: number, breaking: boolean, mayOpen: boolean): Act | undefined {
  const candidates = acts.filter(
    (act) => makesSense(act) !== breaking && (!isBoot(act) || (mayOpen && canOpen(act))),
  );
  const weights = candidates.map(({ verb }) => (breaking ? 1 : RULES[verb]!.weight));
  let rest =
    pick %
    Math.max(
      1,
      weights.reduce((sum, w) => sum + w, 0),
    );
  return candidates.find((_, i) => (rest -= weights[i]!) < 0);
}

/** `hide=` acts at boot: beside the tools of a running system, whose device lock it does not take, it makes no sense. */
const isBoot = ({ verb }: Act): boolean => verb === 'pciback.hide';

/** The opening runs to its end in every design: no VF, which crashes Xen in one of them. */
const canOpen = ({ verb, dev }: Act): boolean =>
  verb !== 'toolstack.crash' && dev?.device.physfn === undefined;

const textOf = ({ verb, dev, dom }: Act, crashed: string): string =>
  [verb, dev?.device.sbdf, dom?.name, verb === 'toolstack.crash' ? crashed : undefined]
    .filter((word) => word !== undefined)
    .join(' ');

/** A crash needs a thread that is there; one that would hit nobody is left out. */
function aimCrashes(scenario: Scenario, used: ReadonlySet<string>): Scenario {
  const threads = Object.entries(scenario.threads).map(
    ([name, lines]) =>
      [
        name,
        lines.filter((l) => !l.startsWith('toolstack.crash') || used.has(l.slice(l.lastIndexOf(' ') + 1))),
      ] as const,
  );
  const left = threads.filter(([, lines]) => lines.length > 0);
  const names = new Set(left.map(([name]) => name));
  const next: Scenario = {
    ...scenario,
    threads: Object.fromEntries(left.length > 0 ? left : [[THREADS[0]!, ['evtchn.bind']]]),
  };
  return names.size === used.size || left.length === 0 ? next : aimCrashes(next, names);
}
