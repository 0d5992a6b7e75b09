import { ThreadProgram, type CompiledOperation } from './compile.js';
import type { Design } from './designs/design.js';
import { CompiledSystem } from './execute.js';
import { fuse } from './fuse.js';
import { deliveryDaemon, eoiTimerDaemon, handlerDaemon } from './hardware/interrupts.js';
import { InputError, type Topology } from './hardware/topology.js';
import { setInitialState } from './initial.js';
import { Layout, type Recorder } from './layout.js';
import type { Context, Model } from './model.js';
import type { Dev, Dom, LineIx } from './numbers.js';
import { qemuDaemon, qemuThreads } from './qemu/xen-pt.js';
import { Registers } from './registers.js';
import { compileLine, parseLine, type Scenario, type ScriptLine } from './scripts.js';
import { scopeOf } from './scope.js';
import { declareState } from './state.js';
import type { Move } from './system.js';

export interface BuildOptions {
  /** Groups the selected properties read; steps that write them are never fused. Omitted: nothing is fused. */
  readonly visible?: readonly string[];
  /** Debug build: reports every access to the state. */
  readonly recorder?: Recorder;
}

/** A compiled system with the model its rules and properties look at. */
export interface Built {
  readonly system: CompiledSystem;
  readonly model: Model;
  /** The moves the `given:` part took, from the state in which the machine came up. */
  readonly prologue: { readonly start: Uint8Array; readonly moves: readonly Move[] };
}

/** Most steps a `given:` part may take before it is taken for one that never ends. */
const LONGEST_PROLOGUE = 10_000;

/**
 * Compiles topology x design x scenario into a system. Throws InputError naming the scenario's line when it mentions a
 * device the topology does not have, an unknown operation, or more than the model can carry.
 */
export function buildSystem(
  topology: Topology,
  design: Design,
  scenario: Scenario,
  options: BuildOptions = {},
): Built {
  const scripts = readScripts(topology, scenario);
  const lines = scripts.flatMap((s) => s.lines);
  const sbdfs = [...new Set(lines.flatMap((l) => l.device ?? []))].sort();
  if (sbdfs.length > 8)
    throw new InputError(scenario.name, `${sbdfs.length} devices; the model carries at most 8`);
  const domUs = Math.max(0, ...lines.map((l) => (l.domain ? Number(l.domain.slice(3)) : 0)));
  if (domUs > 5) throw new InputError(scenario.name, 'the model carries at most 5 guests, dom1 to dom5');
  const demand = {
    domUs,
    msiVectors: sbdfs
      .filter((s) => lines.some((l) => l.verb === 'driver.bind-msi' && l.device === s))
      .reduce((n, s) => n + topology.devices.find((d) => d.sbdf === s)!.msi, 0),
    eventChannels: lines.filter((l) => l.verb === 'evtchn.bind').length,
  };
  const scope = scopeOf(topology, sbdfs, demand, design);
  const layout = new Layout(options.recorder);
  const model: Model = { design, scope, ...declareState(layout, scope) };
  const threads = new Threads(layout, model);
  for (const script of scripts) threads.addScript(script.thread, script.lines);
  addDaemons(threads, model, lines);
  const programs = threads.compile();
  if (options.visible) fuse(programs, options.visible);
  let prologue: Built['prologue'] = { start: layout.buffer.slice(), moves: [] };
  const system = threads.system(scenario.earlyTimeouts ?? false, (s) => {
    setInitialState(model, new Set(scenario.paused ?? []));
    const start = s.state.slice();
    prologue = { start, moves: scenario.given ? runPrologue(s, scenario.name) : [] };
  });
  return { system, model, prologue };
}

const GIVEN = 'given';

function readScripts(topology: Topology, scenario: Scenario): { thread: string; lines: ScriptLine[] }[] {
  const known = new Set(topology.devices.map((d) => d.sbdf));
  const names = Object.keys(scenario.threads);
  const read = (thread: string, texts: readonly string[]): { thread: string; lines: ScriptLine[] } => ({
    thread,
    lines: texts.map((text, i) => {
      const place = `${scenario.name}, thread ${thread}, line ${i + 1}`;
      const line = parseLine(text, place);
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

/** QEMU for every device a guest may get, and the interrupt hardware where anything can raise an interrupt. */
function addDaemons(threads: Threads, m: Model, lines: readonly ScriptLine[]): void {
  const attaches = lines.filter((l) => l.verb === 'xl.attach');
  for (const [d, domain] of m.scope.domains.entries())
    for (const [dev, device] of m.scope.devices.entries())
      if (attaches.some((l) => l.device === device.sbdf && l.domain === domain))
        threads.addDaemon(`${qemuThreads(m, d as Dom)}${device.sbdf}`, (c) =>
          qemuDaemon(c, d as Dom, dev as Dev),
        );
  const raised = new Set(lines.flatMap((l) => (l.verb === 'device.assert' ? (l.device ?? []) : [])));
  const live = m.scope.devices.flatMap((d) =>
    raised.has(d.sbdf) && d.wire ? [m.scope.lines.index(d.wire.gsi)] : [],
  );
  for (const line of new Set(live as LineIx[])) {
    const gsi = m.scope.lines.of(line);
    threads.addDaemon(`pin ${gsi}`, (c) => deliveryDaemon(c, line));
    for (const [d, domain] of m.scope.domains.entries())
      threads.addDaemon(`handler ${domain} ${gsi}`, (c) => handlerDaemon(c, d as Dom, line));
    threads.addDaemon(`eoi timer ${gsi}`, (c) => eoiTimerDaemon(c, line));
  }
}

/** Collects the threads of a system, then compiles them over one layout. */
class Threads {
  private readonly parts: { name: string; context: Context; compile: () => ThreadProgram }[] = [];
  private readonly results: ReturnType<Layout['field']>[] = [];
  private programs: readonly ThreadProgram[] = [];

  constructor(
    private readonly layout: Layout,
    private readonly m: Model,
  ) {}

  private context(name: string): Context {
    return {
      m: this.m,
      r: new Registers(this.layout, name),
      thread: this.parts.length,
      threadNamed: (other) => this.parts.findIndex((p) => p.name === other),
    };
  }

  addScript(name: string, lines: readonly ScriptLine[]): void {
    const context = this.context(name);
    const results = this.layout.field(`thread.${name}`, 'results', {
      by: [lines.map((_, i) => String(i + 1))],
      min: -128,
      max: 1,
    });
    this.results.push(results);
    const compile = (): ThreadProgram =>
      ThreadProgram.script(
        name,
        context.r,
        lines.map((line) => this.operation(context, line)),
        (operation, err) => CompiledSystem.storeResult(results, operation, err),
      );
    this.parts.push({ name, context, compile });
  }

  addDaemon(name: string, code: (c: Context) => ReturnType<typeof compileLine>): void {
    const context = this.context(name);
    this.results.push(new Int8Array(0));
    this.parts.push({ name, context, compile: () => ThreadProgram.daemon(name, context.r, code(context)) });
  }

  private operation(c: Context, line: ScriptLine): CompiledOperation {
    const dev = this.m.scope.devices.findIndex((d) => d.sbdf === line.device) as Dev | -1;
    const dom = (line.domain ? this.m.scope.domains.indexOf(line.domain) : -1) as Dom | -1;
    const code = compileLine(c, line, dev as Dev, dom as Dom);
    const wholeDomain = line.verb === 'xl.destroy' ? 2 ** this.m.scope.devices.length - 1 : 0;
    const busy = { devices: dev < 0 ? wholeDomain : 1 << dev, domains: dom < 0 ? 0 : 1 << dom };
    return { text: line.text, verb: line.verb, dev, dom, code, busy };
  }

  compile(): readonly ThreadProgram[] {
    return (this.programs = this.parts.map((p) => p.compile()));
  }

  system(earlyTimeouts: boolean, start: (s: CompiledSystem) => void): CompiledSystem {
    const names = this.parts.map((p) => p.name);
    const pcs = this.layout.field('thread', 'pc', { by: [names, ['low', 'high']], max: 255 });
    return new CompiledSystem(
      this.layout,
      this.programs,
      pcs,
      this.results,
      this.parts.map((p) => () => p.context.r.clear()),
      this.m.xen.crashed,
      earlyTimeouts,
      start,
    );
  }
}

/** Runs the `given:` part to its end: its own steps first, then whatever else is not hardware that repeats for ever. */
function runPrologue(s: CompiledSystem, name: string): Move[] {
  const moves: Move[] = [];
  const given = s.programs.findIndex((p) => p.thread === GIVEN);
  while (s.at(given) !== undefined) {
    const move = chooseForPrologue(s, s.moves(), given);
    if (move === undefined || moves.length >= LONGEST_PROLOGUE)
      throw new InputError(
        name,
        'the given: part cannot run to its end; is one of its waits never satisfied?',
      );
    s.fire(move.thread, move.outcome);
    moves.push(move);
  }
  return moves;
}

/**
 * The part's own moves first, then those of daemons, then the timeout of its wait: the threads that could still satisfy the
 * wait do not run yet. Hardware that may repeat for ever comes last.
 */
function chooseForPrologue(s: CompiledSystem, n: number, given: number): Move | undefined {
  let daemon: Move | undefined;
  let hardware: Move | undefined;
  for (let i = 0; i < n; i++) {
    const move = { thread: s.moveThread[i]!, outcome: s.moveOutcome[i]! };
    if (move.thread === given) return move;
    if (!s.programs[move.thread]!.daemon) continue;
    if (s.at(move.thread)!.step.recurring === true) hardware ??= move;
    else daemon ??= move;
  }
  const { step } = s.at(given)!;
  const timeout = step.timeout === undefined ? undefined : { thread: given, outcome: step.outcomes ?? 1 };
  return daemon ?? timeout ?? hardware;
}
