import { chosen } from './code.js';
import type { Design } from './designs/design.js';
import { deliveryDaemon, eoiTimerDaemon, handlerDaemon } from './hardware/interrupts.js';
import type { Topology } from './hardware/topology.js';
import { setInitialState } from './initial.js';
import { Layout } from './layout.js';
import type { Model } from './model.js';
import type { Dev, Dom, LineIx } from './numbers.js';
import { qemuDaemon, qemuThreads } from './qemu/xen-pt.js';
import { devicesOf, domUsOf, operation, readScripts, type Scenario } from './scenario.js';
import type { ScriptLine } from './script-line.js';
import { compileLine, parseLine } from './scripts.js';
import { scopeOf } from './scope.js';
import { declareState } from './state.js';
import { MOST_DEVICES } from './xen/digl.js';
import type { Built } from './system.js';
import { Threads, type BuildOptions } from './threads.js';

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
  const scripts = readScripts(scenario, topology, parseLine);
  const lines = scripts.flatMap((s) => s.lines);
  const sbdfs = devicesOf(lines, scenario, MOST_DEVICES);
  const demand = {
    domUs: domUsOf(lines),
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
  const threads = new Threads(layout, model, registers, options.choices);
  for (const { thread, lines: own } of scripts)
    threads.addScript(thread, own.length, (c) =>
      own.map((line) => operation(scope, line, (l, dev, dom) => chosen(() => compileLine(c, l, dev, dom)))),
    );
  addDaemons(threads, model, lines);
  return threads.build({
    halted: model.xen.crashed,
    earlyTimeouts: scenario.earlyTimeouts ?? false,
    ...(options.visible ? { visible: options.visible } : {}),
    scenario: scenario.name,
    setInitialState: () => setInitialState(model, new Set(scenario.paused ?? [])),
  });
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
