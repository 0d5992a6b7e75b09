import type { Code } from './code.js';
import type { CompiledOperation } from './compile.js';
import { InputError } from './input-error.js';
import type { Dev, Dom } from './numbers.js';
import type { ScriptLine } from './script-line.js';
import { GIVEN } from './threads.js';

/** What happens in a system: who does what, each thread a list of operations, one line each. */
export interface Scenario {
  readonly name: string;
  /** One sentence: what the scenario asks. */
  readonly question?: string;
  /** Runs alone before anything else; shown folded. */
  readonly given?: readonly string[];
  /** Threads by name; they interleave between any two steps. */
  readonly threads: Readonly<Record<string, readonly string[]>>;
  /** Domains that are created but not running yet. */
  readonly paused?: readonly string[];
  /** Lets timed waits give up at any time, not only where nothing else can happen. */
  readonly earlyTimeouts?: boolean;
}

/** The lines of one thread. */
export interface ReadScript<L extends ScriptLine> {
  readonly thread: string;
  readonly lines: readonly L[];
}

/**
 * Reads all scripts of a scenario, the `given:` part first. Throws InputError naming the line that `parse` does not
 * understand, or that mentions a device or a thread that does not exist.
 */
export function readScripts<L extends ScriptLine>(
  scenario: Scenario,
  topology: { readonly name: string; readonly devices: readonly { readonly sbdf: string }[] },
  parse: (text: string, place: string) => L,
): ReadScript<L>[] {
  const known = new Set(topology.devices.map((d) => d.sbdf));
  const names = Object.keys(scenario.threads);
  const read = (thread: string, texts: readonly string[]): ReadScript<L> => ({
    thread,
    lines: texts.map((text, i) => {
      const place = `${scenario.name}, thread ${thread}, line ${i + 1}`;
      const line = parse(text, place);
      if (line.device !== null && !known.has(line.device))
        throw new InputError(place, `${line.device} is not a device of ${topology.name}`);
      if (line.thread !== null && !names.includes(line.thread))
        throw new InputError(place, `there is no thread "${line.thread}"`);
      return line;
    }),
  });
  if (names.length === 0) throw new InputError(scenario.name, 'a scenario needs at least one thread');
  if (names.includes(GIVEN)) throw new InputError(scenario.name, `"${GIVEN}" is not a thread name`);
  return [
    ...(scenario.given ? [read(GIVEN, scenario.given)] : []),
    ...names.map((name) => read(name, scenario.threads[name]!)),
  ];
}

/** The devices that lines are about, in order. Throws InputError where they are more than a model can carry. */
export function devicesOf(lines: readonly ScriptLine[], scenario: Scenario, most: number): string[] {
  const sbdfs = [...new Set(lines.flatMap((l) => l.device ?? []))].sort();
  if (sbdfs.length > most)
    throw new InputError(scenario.name, `${sbdfs.length} devices; the model carries at most ${most}`);
  return sbdfs;
}

/** How many guests lines are about: the number of the last of them. */
export const domUsOf = (lines: readonly ScriptLine[]): number =>
  Math.max(0, ...lines.map((l) => (l.domain ? Number(l.domain.slice(3)) : 0)));

/** A line as an operation: with the procedure that it stands for, given its device and domain, -1 where it has none. */
export function operation<L extends ScriptLine>(
  scope: { readonly devices: readonly { readonly sbdf: string }[]; readonly domains: readonly string[] },
  line: L,
  compile: (line: L, dev: Dev, dom: Dom) => Code,
): CompiledOperation {
  const dev = scope.devices.findIndex((d) => d.sbdf === line.device) as Dev | -1;
  const dom = (line.domain ? scope.domains.indexOf(line.domain) : -1) as Dom | -1;
  const code = compile(line, dev as Dev, dom as Dom);
  const wholeDomain = line.verb === 'xl.destroy' ? 2 ** scope.devices.length - 1 : 0;
  const busy = { devices: dev < 0 ? wholeDomain : 1 << dev, domains: dom < 0 ? 0 : 1 << dom };
  return { text: line.text, verb: line.verb, dev, dom, code, busy };
}
