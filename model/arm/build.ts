import { InputError } from '../input-error.js';
import { Layout } from '../layout.js';
import { devicesOf, domUsOf, operation, readScripts, type Scenario } from '../scenario.js';
import type { Built } from '../system.js';
import { Threads, type BuildOptions } from '../threads.js';
import type { ArmDesign } from './designs/design.js';
import { hostileDaemon } from './guest/hostile.js';
import { pcifrontDaemon, pcifrontMapDaemon } from './guest/pcifront.js';
import type { ArmTopology } from './hardware/topology.js';
import { pcibackDaemon, ringDaemon } from './linux/pciback.js';
import type { ArmModel } from './model.js';
import { scopeOf, type Demand, type Dom, type GuestIx, type Pdev } from './scope.js';
import { compileArmLine, parseArmLine, type ArmLine } from './scripts.js';
import { declareArmState, Life } from './state.js';
import { mapTool } from './toolstack/map-tool.js';
import { pciAddDevice } from './xen/pdev.js';

const MOST_DEVICES = 4;
const HOSTILE = 'guest.hostile';
/** INTIDs a hostile guest tries: two LPIs, and a number that is none. */
const HOSTILE_INTIDS = [8192, 8193, 8191];

/** Compiles topology x design x scenario into a system. Throws InputError naming the scenario's line for what cannot be meant. */
export function buildArmSystem(
  topology: ArmTopology,
  design: ArmDesign,
  scenario: Scenario,
  options: BuildOptions = {},
): Built<ArmModel> {
  const scripts = readScripts(scenario, topology, parseArmLine);
  const lines = scripts.flatMap((s) => s.lines);
  const sbdfs = devicesOf(lines, scenario, MOST_DEVICES);
  if (sbdfs.length === 0) throw new InputError(scenario.name, 'a scenario needs a device');
  const scope = scopeOf(topology, sbdfs, demandOf(lines), design);
  const layout = new Layout(options.recorder);
  const model: ArmModel = { design, scope, ...declareArmState(layout, scope) };
  const threads = new Threads(layout, model);
  for (const { thread, lines: own } of scripts)
    threads.addScript(thread, own.length, (c) =>
      own.map((line) => operation(scope, line, (l, dev, dom) => compileArmLine(c, l, dev, dom))),
    );
  addDaemons(threads, model, lines);
  const added = new Set(lines.flatMap((l) => (l.verb === 'pci.add' ? (l.device ?? []) : [])));
  return threads.build({
    halted: model.xen.crashed,
    earlyTimeouts: scenario.earlyTimeouts ?? false,
    ...(options.visible ? { visible: options.visible } : {}),
    scenario: scenario.name,
    setInitialState: () => setInitialState(model, added, new Set(scenario.paused ?? [])),
  });
}

function demandOf(lines: readonly ArmLine[]): Demand {
  const hostile = lines.filter((l) => l.verb === HOSTILE);
  const others = lines.filter((l) => l.verb !== HOSTILE);
  const most = (of: (l: ArmLine) => number): number =>
    Math.max(1, ...hostile.map(of), ...others.map((l) => of(l) + 1));
  return {
    domUs: domUsOf(lines),
    rawIds: [...new Set(lines.flatMap((l) => (l.deviceId < 0 ? [] : [l.deviceId])))],
    rawIntids: [
      ...others.flatMap((l) => (l.intid < 0 ? [] : [l.intid])),
      ...hostile.flatMap((l) => HOSTILE_INTIDS.slice(0, l.intid)),
    ],
    events: most((l) => l.event),
    collections: most((l) => l.collection),
    renumbers: lines.some((l) => l.verb === 'guest.renumber'),
  };
}

/** The two ends of the virtual bus of every guest that gets a device, and whoever tells Xen its addresses. */
function addDaemons(threads: Threads<ArmModel>, m: ArmModel, lines: readonly ArmLine[]): void {
  for (const line of lines) if (line.verb === HOSTILE) addHostile(threads, m, lines, line);
  if (m.design.configPath !== 'ring') return;
  m.scope.domains.forEach((name, i) => {
    const d = i as Dom;
    if (!lines.some((l) => l.verb === 'xl.attach' && l.domain === name)) return;
    threads.addDaemon(`pciback ${name}`, (c) => pcibackDaemon(c, d));
    threads.addDaemon(`pcifront ${name}`, (c) => pcifrontDaemon(c, d));
    if (lines.some((l) => l.verb === 'guest.enable-msi' && l.domain === name))
      threads.addDaemon(`ring ${name}`, (c) => ringDaemon(c, d));
    if (m.design.mapping === 'dom0-tool') threads.addDaemon(`map tool ${name}`, (c) => mapTool(c, d));
    if (m.design.mapping === 'pcifront')
      threads.addDaemon(`pcifront map ${name}`, (c) => pcifrontMapDaemon(c, d));
  });
}

/** Where guests see real addresses, the DeviceID of a guest's own device is the real one. */
function addHostile(threads: Threads<ArmModel>, m: ArmModel, lines: readonly ArmLine[], line: ArmLine): void {
  const { guestId, devices, domains } = m.scope;
  const real = (sbdf: string | null): GuestIx =>
    guestId(devices.find((x) => x.sbdf === sbdf)!.rid) as GuestIx;
  const attached = lines.find((l) => l.verb === 'xl.attach' && l.domain === line.domain);
  const own = m.design.mapping === 'identity' && attached ? real(attached.device) : guestId(line.deviceId);
  threads.addDaemon(`hostile ${line.domain}`, (c) =>
    hostileDaemon(c, domains.indexOf(line.domain!) as Dom, own as GuestIx, real(line.device)),
  );
}

/**
 * The machine once dom0 has enumerated its devices and every kernel has mapped collection 0 to vCPU 0 (its_cpu_init_collection).
 * A domain that is `paused` has not been created yet.
 */
function setInitialState(m: ArmModel, added: ReadonlySet<string>, absent: ReadonlySet<string>): void {
  m.scope.domains.forEach((name, d) => {
    if (absent.has(name)) m.xen.domain[d] = Life.DEAD;
    else m.guest.coll[d * m.scope.collections] = 1;
  });
  m.scope.pdevs.forEach(({ devices }, p) => {
    if (!devices.every((dev) => added.has(m.scope.devices[dev]!.sbdf))) pciAddDevice(m, p as Pdev);
  });
}
