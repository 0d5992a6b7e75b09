import { InputError } from '../model/input-error.js';
import type { Scenario } from '../model/scenario.js';
import type { Machine, Reproducer, Subject } from './subject.js';

const withArguments = (line: string): string[] => line.trim().split(/\s+/);

/** Scripts may leave the segment 0000: out. */
export const names = (line: string, sbdf: string): boolean =>
  withArguments(line).some((word) => word === sbdf || `0000:${word}` === sbdf);

/** All lines of a scenario. */
export const linesOf = ({ given, threads }: Scenario): string[] => [
  ...(given ?? []),
  ...Object.values(threads).flat(),
];

/** A list that lacks one element. */
export const without = <T>(list: readonly T[], index: number): T[] => list.filter((_, i) => i !== index);

/**
 * Every valid reproducer that lacks one part of this one, larger parts first: a thread, the opening, all but the opening, an
 * operation, a guest, a device with all that names it, a part of the machine.
 */
export function* reductions<T extends Machine>(
  subject: Subject<T>,
  from: Reproducer<T>,
): Generator<Reproducer<T>> {
  const { topology, scenario } = from;
  for (const s of smallerScenarios(scenario)) yield { topology, scenario: s };
  for (const d of topology.devices) {
    // The VFs of a function go with it.
    const gone = topology.devices.filter((o) => o === d || o.physfn === d.sbdf).map((o) => o.sbdf);
    const lines = withoutLines(scenario, (l) => gone.some((sbdf) => names(l, sbdf)));
    const t =
      lines &&
      checked(
        subject,
        subject.withoutDevices(topology, (sbdf) => gone.includes(sbdf)),
      );
    if (lines && t) yield { topology: t, scenario: lines };
  }
  for (const candidate of subject.simplerMachines(topology, scenario)) {
    const t = checked(subject, candidate);
    if (t) yield { topology: t, scenario };
  }
}

/**
 * The simpler variants of a reproducer, without those that make honest firmware lie: a deleted entry of a table would turn a
 * software bug into a firmware bug that happens to violate the same property.
 */
export function* honestReductions<T extends Machine>(
  subject: Subject<T>,
  r: Reproducer<T>,
): Generator<Reproducer<T>> {
  const honest = subject.isTruthful(r);
  for (const smaller of reductions(subject, r)) if (!honest || subject.isTruthful(smaller)) yield smaller;
}

function checked<T extends Machine>(subject: Subject<T>, topology: T): T | null {
  try {
    return subject.parseTopology(topology, topology.name);
  } catch (e) {
    if (e instanceof InputError) return null;
    throw e;
  }
}

function* smallerScenarios(s: Scenario): Generator<Scenario> {
  const threads = Object.entries(s.threads);
  if (threads.length > 1)
    for (const [name] of threads) {
      const rest = withoutThread(s, name);
      if (rest) yield rest;
    }
  const { given, ...ungiven } = s;
  if (given) {
    yield { ...ungiven, threads: { [threads[0]![0]]: given } };
    yield ungiven;
    for (let i = 0; i < given.length; i++)
      yield given.length === 1 ? ungiven : { ...s, given: without(given, i) };
  }
  for (const [name, lines] of threads)
    for (let i = 0; i < lines.length; i++) {
      const rest = without(lines, i);
      if (rest.length > 0) yield { ...s, threads: { ...s.threads, [name]: rest } };
    }
  const { paused, ...running } = s;
  if (paused) yield running;
  const { earlyTimeouts, ...late } = s;
  if (earlyTimeouts) yield late;
  const text = linesOf(s).join('\n');
  if (/\bdom[2-9]\b/.test(text) && !/\bdom1\b/.test(text)) yield renamed(s, /\bdom[2-9]\b/g, 'dom1');
}

const renamed = (s: Scenario, from: RegExp, to: string): Scenario =>
  JSON.parse(JSON.stringify(s).replace(from, to)) as Scenario;

/** Leaves lines out, and threads that are then empty; null when nothing is left. */
function withoutLines(s: Scenario, drop: (line: string) => boolean): Scenario | null {
  const threads = Object.entries(s.threads)
    .map(([name, lines]) => [name, lines.filter((l) => !drop(l))] as const)
    .filter(([, lines]) => lines.length > 0);
  if (threads.length === 0) return null;
  const left = new Set(threads.map(([name]) => name));
  const given = s.given?.filter((l) => !drop(l)) ?? [];
  const { given: _, ...rest } = s;
  const next = { ...rest, threads: Object.fromEntries(threads), ...(given.length > 0 ? { given } : {}) };
  const astray = Object.keys(s.threads).filter((name) => !left.has(name));
  const crashes = (line: string): boolean => {
    const [verb, target] = withArguments(line);
    return verb === 'toolstack.crash' && astray.includes(target!);
  };
  return linesOf(next).some(crashes) ? withoutLines(next, crashes) : next;
}

function withoutThread(s: Scenario, name: string): Scenario | null {
  const { [name]: _, ...threads } = s.threads;
  return withoutLines({ ...s, threads }, (line) => {
    const [verb, target] = withArguments(line);
    return verb === 'toolstack.crash' && target === name;
  });
}
