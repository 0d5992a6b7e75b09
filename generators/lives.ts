import type { Topology } from '../model/hardware/topology.js';
import { deviceLife, domainLife } from '../model/lifecycles/index.js';
import type { LifeMachine } from '../model/lifecycles/lifecycle.js';

type PciDevice = Topology['devices'][number];

/** What the planner believes of a device, if every operation so far did what it should, one after another. */
export interface DevicePlan {
  readonly device: PciDevice;
  life: string;
  /** sysfs enable was written. */
  enabled: boolean;
  /** The guest it is assigned to. */
  guest: string | null;
  /** Its driver, in dom0 or in the guest, waits for INTx. */
  intx: boolean;
  touched: boolean;
}

export interface DomainPlan {
  readonly name: string;
  life: string;
}

export interface Outlook {
  readonly devices: readonly DevicePlan[];
  readonly domains: readonly DomainPlan[];
}

/** A line of a script: an operation with its arguments; `thread` is filled in by whoever knows the threads. */
export interface Act {
  readonly verb: string;
  readonly dev: DevicePlan | null;
  readonly dom: DomainPlan | null;
}

interface Rule {
  /** Device events by the state of its life in which the verb makes sense. */
  readonly device?: Readonly<Record<string, readonly string[]>>;
  /** Domain events likewise. */
  readonly domain?: Readonly<Record<string, readonly string[]>>;
  readonly when?: (dev: DevicePlan, dom: DomainPlan) => boolean;
  readonly then?: (dev: DevicePlan, dom: DomainPlan, o: Outlook) => void;
  /** How often it is chosen among what makes sense. */
  readonly weight: number;
  /** Steps it takes, roughly. */
  readonly steps: number;
}

const ALIVE = { paused: [], running: [] };
const KILL_QEMU = ['kill-qemu'];
const DESTROY = ['destroydomain', 'free-domain'];
const hasPin = (d: DevicePlan): boolean => d.device.pin !== null;
const isHis = (d: DevicePlan, g: DomainPlan): boolean => d.guest === g.name;
const letGo = (d: DevicePlan): void => {
  d.guest = null;
  d.intx = false;
};

/** When an operation makes sense, by the lifecycles, and what it then does to them. */
export const RULES: Readonly<Record<string, Rule>> = {
  'device.enable': {
    device: { free: [] },
    when: (d) => !d.enabled,
    then: (d) => (d.enabled = true),
    weight: 1,
    steps: 4,
  },
  'device.disable': {
    device: { free: [] },
    when: (d) => d.enabled,
    then: (d) => (d.enabled = false),
    weight: 3,
    steps: 3,
  },
  'device.assert': { when: (d) => hasPin(d) && d.intx, weight: 4, steps: 8 },
  'driver.bind': {
    device: { free: ['bind'] },
    then: (d) => (d.intx = hasPin(d)),
    weight: 3,
    steps: 10,
  },
  'driver.bind-disabled': { device: { free: ['bind'] }, weight: 1, steps: 8 },
  'driver.bind-msi': { device: { free: ['bind'] }, when: (d) => d.device.msi > 0, weight: 2, steps: 5 },
  'driver.unbind': { device: { native: ['unbind'] }, then: letGo, weight: 3, steps: 6 },
  'evtchn.bind': { weight: 1, steps: 1 },
  'pciback.hide': {
    device: { free: ['seize', 'list'] },
    when: (d) => !d.touched,
    weight: 1,
    steps: 8,
  },
  'pciback.bind': { device: { free: ['seize', 'list'] }, weight: 3, steps: 9 },
  'pciback.unbind': { device: { pciback: ['delist', 'release'] }, weight: 1, steps: 5 },
  'dom0.unmap-pirq': { weight: 0, steps: 1 },
  'xl.assignable-add': {
    device: {
      free: ['seize', 'list', 'quarantine'],
      native: ['unbind', 'seize', 'list', 'quarantine'],
      pciback: ['quarantine'],
    },
    then: letGo,
    weight: 4,
    steps: 14,
  },
  'xl.assignable-remove': {
    device: { quarantined: ['reclaim', 'delist', 'release'] },
    weight: 2,
    steps: 12,
  },
  'xl.attach': {
    device: { pciback: ['assign'], quarantined: ['assign'] },
    domain: ALIVE,
    then: (d, g) => (d.guest = g.name),
    weight: 8,
    steps: 24,
  },
  'xl.detach': {
    device: { assigned: ['deassign'] },
    domain: { running: [] },
    when: isHis,
    then: letGo,
    weight: 3,
    steps: 16,
  },
  'xl.detach-force': {
    device: { assigned: ['deassign'] },
    domain: ALIVE,
    when: isHis,
    then: letGo,
    weight: 1,
    steps: 16,
  },
  'xl.unpause': {
    domain: { paused: ['unpause'], 'paused-headless': ['unpause'] },
    weight: 4,
    steps: 1,
  },
  'xl.destroy': {
    domain: {
      paused: [...KILL_QEMU, ...DESTROY],
      running: [...KILL_QEMU, ...DESTROY],
      'paused-headless': DESTROY,
      'running-headless': DESTROY,
    },
    then: (_, g, o) => {
      for (const d of o.devices)
        if (d.guest === g.name) {
          letGo(d);
          advance(d, deviceLife.machine, ['deassign']);
        }
    },
    weight: 1,
    steps: 20,
  },
  'guest.enable-intx': {
    device: { assigned: [] },
    domain: { running: [] },
    when: (d, g) => isHis(d, g) && hasPin(d) && !d.intx,
    then: (d) => (d.intx = true),
    weight: 5,
    steps: 2,
  },
  'guest.disable-intx': {
    device: { assigned: [] },
    domain: { running: [] },
    when: (d, g) => isHis(d, g) && d.intx,
    then: (d) => (d.intx = false),
    weight: 1,
    steps: 1,
  },
  'qemu.kill': { domain: { paused: KILL_QEMU, running: KILL_QEMU }, weight: 1, steps: 1 },
  'toolstack.crash': { weight: 1, steps: 1 },
};

/** Would the lifecycles let the operation happen as things stand in the plan? */
export function makesSense({ verb, dev, dom }: Act): boolean {
  const rule = RULES[verb]!;
  if (rule.weight === 0) return false;
  if (rule.device && (dev === null || rule.device[dev.life] === undefined)) return false;
  if (rule.domain && dom !== null && rule.domain[dom.life] === undefined) return false;
  return rule.when?.(dev!, dom!) ?? true;
}

/** Takes the plan along, for an operation that makes sense. */
export function follow({ verb, dev, dom }: Act, outlook: Outlook): void {
  const rule = RULES[verb]!;
  if (dev) {
    advance(dev, deviceLife.machine, rule.device?.[dev.life] ?? []);
    dev.touched = true;
  }
  if (dom) advance(dom, domainLife.machine, rule.domain?.[dom.life] ?? []);
  rule.then?.(dev!, dom!, outlook);
}

/** Throws RangeError when the machine does not know an event in that state: then a rule above is wrong. */
function advance(thing: { life: string }, machine: LifeMachine, events: readonly string[]): void {
  for (const event of events) {
    const next = machine.transition(thing.life, event);
    if (next.changed !== true) throw new RangeError(`no event ${event} in ${thing.life}`);
    thing.life = next.value;
  }
}
