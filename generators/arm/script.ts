import fc from 'fast-check';
import type { ArmDevice, ArmTopology } from '../../model/arm/hardware/topology.js';
import { armVerbs } from '../../model/arm/scripts.js';
import type { Scenario } from '../../model/scenario.js';
import { itsCommands, itsPlan, type ItsPlan } from './its-commands.js';
import { follow, makesSense, RULES, type Act, type Outlook } from './outlook.js';

/** What people and programs do, as small numbers that are usable with any machine. */
export interface ArmScriptPlan {
  /** The functions the scripts are about; each chooses among those that are left. */
  readonly devices: readonly number[];
  readonly guests: number;
  readonly threads: number;
  /** So many of the first operations run alone, before anything else. */
  readonly given: number;
  /** Functions that dom0 has not found yet, as a bit mask. */
  readonly absent: number;
  readonly earlyTimeouts: boolean;
  /** May operations be chosen that make no sense? */
  readonly breaking: boolean;
  readonly acts: readonly { readonly pick: number; readonly roam: number; readonly breaks: boolean }[];
  /** What the first guest tells its ITS on its own, in a thread besides the others. */
  readonly commands: ItsPlan | null;
  /** Somebody maps an address that is not for him to map. */
  readonly claim: number | null;
}

/** A scenario with what the generator knows about it. */
export interface GeneratedArmScenario {
  readonly scenario: Scenario;
  /** Operations that were chosen although they make no sense. */
  readonly breaks: number;
}

const THREADS = ['a', 'b', 'c'];
const ITS_THREAD = 'its';
const VERBS = armVerbs.filter((v) => RULES[v.verb] !== undefined);

/** Plans of scripts: one to three threads about one to three functions and one or two guests. */
export const armScriptPlan: fc.Arbitrary<ArmScriptPlan> = fc.record({
  devices: fc.array(fc.nat(99), { minLength: 1, maxLength: 3, size: 'max' }),
  guests: fc.integer({ min: 1, max: 2 }),
  threads: fc.nat(5).map((n) => Math.min(1 + (n >> 1), THREADS.length)),
  given: fc.nat(3),
  absent: fc.nat(31).map((n) => (n > 28 ? n & 3 : 0)),
  earlyTimeouts: fc.nat(9).map((n) => n === 9),
  breaking: fc.nat(2).map((n) => n === 2),
  acts: fc.array(fc.record({ pick: fc.nat(9999), roam: fc.nat(6), breaks: fc.nat(2).map((n) => n === 2) }), {
    minLength: 1,
    maxLength: 12,
    size: 'max',
  }),
  commands: fc.option(itsPlan, { freq: 2 }),
  claim: fc.nat(19).map((n) => (n > 16 ? n - 16 : null)),
});

export interface ArmScriptOptions {
  /** Bound on the product of the threads' lengths in steps, a measure of the interleavings. Default 20000. */
  readonly budget?: number;
}

/**
 * Writes the scripts of a plan for a machine. Most operations make sense in the order they are planned; a plan that is
 * `breaking` has at least one that does not. Operations about one function share a thread unless they roam, and a thread ends
 * where the system would become too large to be searched.
 */
export function writeArmScripts(
  plan: ArmScriptPlan,
  topology: ArmTopology,
  { budget = 20_000 }: ArmScriptOptions = {},
): GeneratedArmScenario {
  const devices = chooseDevices(plan.devices, topology.devices);
  const outlook: Outlook = {
    devices: devices.map((device, i) => ({
      device,
      life: plan.absent & (1 << i) ? 'absent' : 'free',
      guest: null,
      enabled: false,
    })),
    domains: Array.from({ length: plan.guests }, (_, i) => ({
      name: `dom${i + 1}`,
      life: 'running',
      sound: true,
    })),
  };
  const given: string[] = [];
  const threads = Array.from({ length: plan.threads }, (): string[] => []);
  const steps = threads.map(() => 1);
  let breaks = 0;
  plan.acts.forEach(({ pick, roam, breaks: wanted }, i) => {
    const last = i === plan.acts.length - 1;
    const breaking = plan.breaking && (wanted || (last && breaks === 0));
    const act = choose(everyAct(outlook), pick, breaking);
    if (!act) return;
    const home = act.dev ? outlook.devices.indexOf(act.dev) : outlook.domains.indexOf(act.dom!);
    const thread = (roam < THREADS.length ? roam : home) % threads.length;
    const opening = !breaking && i < plan.given;
    if (!opening) {
      const cost = RULES[act.verb]!.steps;
      if (steps.reduce((n, s, t) => n * (t === thread ? s + cost : s), 1) > budget) return;
      steps[thread]! += cost;
    }
    (opening ? given : threads[thread]!).push(textOf(act));
    if (breaking) breaks++;
    else follow(act, outlook);
  });
  if (plan.claim !== null) {
    const device = devices[plan.claim % devices.length]!;
    threads[0]!.push(`guest.claim ${device.sbdf} dom${plan.guests} 0x${(8 * (plan.claim & 1)).toString(16)}`);
  }
  const named = threads.flatMap((lines, t) => (lines.length > 0 ? [[THREADS[t]!, lines] as const] : []));
  if (plan.commands) named.push([ITS_THREAD, itsCommands(plan.commands, 'dom1', devices)]);
  const written = named.length > 0 ? named : [[THREADS[0]!, [`device.msi ${devices[0]!.sbdf}`]] as const];
  return { scenario: withDevices(given, written, plan.earlyTimeouts, devices[0]!), breaks };
}

/** The model carries no system without a function: one that is only about an ITS opens with a function made assignable. */
function withDevices(
  given: readonly string[],
  threads: readonly (readonly [string, readonly string[]])[],
  earlyTimeouts: boolean,
  first: ArmDevice,
): Scenario {
  const lines = [...given, ...threads.flatMap(([, own]) => own)];
  const opening = lines.some((l) => l.includes(':')) ? given : [`xl.assignable-add ${first.sbdf}`];
  return {
    name: 'generated',
    threads: Object.fromEntries(threads),
    ...(opening.length > 0 ? { given: opening } : {}),
    ...(earlyTimeouts ? { earlyTimeouts: true } : {}),
  };
}

function chooseDevices(picks: readonly number[], devices: readonly ArmDevice[]): ArmDevice[] {
  const chosen: ArmDevice[] = [];
  for (const pick of picks) {
    const left = devices.filter((d) => !chosen.includes(d));
    if (left.length > 0) chosen.push(left[pick % left.length]!);
  }
  return chosen;
}

/** Everything that can be written, in a fixed order. */
const everyAct = ({ devices, domains }: Outlook): Act[] =>
  VERBS.flatMap(({ verb, parameters }): Act[] => {
    const devs = parameters.includes('dev') ? devices : [null];
    const doms = parameters.includes('dom') ? domains : [null];
    return devs.flatMap((dev) => doms.map((dom) => ({ verb, dev, dom })));
  });

function choose(acts: readonly Act[], pick: number, breaking: boolean): Act | undefined {
  const candidates = acts.filter((act) => makesSense(act) !== breaking);
  const weights = candidates.map(({ verb }) => (breaking ? 1 : RULES[verb]!.weight));
  let rest =
    pick %
    Math.max(
      1,
      weights.reduce((sum, w) => sum + w, 0),
    );
  return candidates.find((_, i) => (rest -= weights[i]!) < 0);
}

const textOf = ({ verb, dev, dom }: Act): string =>
  [verb, dev?.device.sbdf, dom?.name].filter((word) => word !== undefined).join(' ');
