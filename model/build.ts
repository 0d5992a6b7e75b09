import type { CompiledOperation } from './compile.js';
import type { Design } from './designs/design.js';
import { deliveryDaemon, eoiTimerDaemon, handlerDaemon } from './hardware/interrupts.js';
import type { Topology } from './hardware/topology.js';
import { InputError } from './input-error.js';
import { setInitialState } from './initial.js';
import { Layout } from './layout.js';
import type { Context, Model } from './model.js';
import type { Dev, Dom, LineIx } from './numbers.js';
import { qemuDaemon, qemuThreads } from './qemu/xen-pt.js';
import { compileLine, parseLine, type Scenario, type ScriptLine } from './scripts.js';
import { scopeOf } from './scope.js';
import { declareState } from './state.js';
import { MOST_DEVICES } from './xen/digl.js';
import type { Built } from './system.js';
import { GIVEN, Threads, type BuildOptions } from './threads.js';

/** Most that a step notes in its thread's flag: 0, a device's index + 1, and one value more. */
const MOST_FLAG = MOST_DEVICES + 1;

/**
 * Compiles topology x design x scenario into a system. Throws InputError naming the scenario's line when it mentions a
 * device the topology does not have, an unknown operation, or more than the model can carry.
 */
export function buildSystem(
  topology: Topology,
  design: Design,
  scenario: Scenario,
  options: BuildOptions = {},
): Built<Model> {
  const scripts = readScripts(topology, scenario);
  const lines = scripts.flatMap((s) => s.lines);
  const sbdfs = [...new Set(lines.flatMap((l) => l.device ?? []))].sort();
  if (sbdfs.length > MOST_DEVICES)
    throw new InputError(scenario.name, `${sbdfs.length} devices; the model carries at most ${MOST_DEVICES}`);
  const domUs = Math.max(0, ...lines.map((l) => (l.domain ? Number(l.domain.slice(3)) : 0)));
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
  const { lines: gsis, irqs, pirqs } = scope;
  const registers = { errors: true, gsi: gsis.count, irq: irqs.count, pirq: pirqs.count, flag: MOST_FLAG };
  const threads = new Threads(layout, model, registers);
  for (const { thread, lines: own } of scripts)
    threads.addScript(thread, own.length, (c) => own.map((line) => operation(c, line)));
  addDaemons(threads, model, lines);
  return threads.build({
    halted: model.xen.crashed,
    earlyTimeouts: scenario.earlyTimeouts ?? false,
    ...(options.visible ? { visible: options.visible } : {}),
    scenario: scenario.name,
    setInitialState: () => setInitialState(model, new Set(scenario.paused ?? [])),
  });
}

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
function addDaemons(threads: Threads<Model>, m: Model, lines: readonly ScriptLine[]): void {
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

function operation(c: Context, line: ScriptLine): CompiledOperation {
  const { scope } = c.m;
  const dev = scope.devices.findIndex((d) => d.sbdf === line.device) as Dev | -1;
  const dom = (line.domain ? scope.domains.indexOf(line.domain) : -1) as Dom | -1;
  const code = compileLine(c, line, dev as Dev, dom as Dom);
  const wholeDomain = line.verb === 'xl.destroy' ? 2 ** scope.devices.length - 1 : 0;
  const busy = { devices: dev < 0 ? wholeDomain : 1 << dev, domains: dom < 0 ? 0 : 1 << dom };
  return { text: line.text, verb: line.verb, dev, dom, code, busy };
}
