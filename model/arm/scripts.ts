import type { Code } from '../code.js';
import { InputError } from '../input-error.js';
import { guestDomain, helpOf, splitLine, withSegment, type ScriptLine, type Verb } from '../script-line.js';
import { turnHostile } from './guest/hostile.js';
import {
  guestDisableMsi,
  guestEnableMsi,
  guestHang,
  guestLeak,
  guestLoseQueue,
  guestRenumber,
} from './guest/driver.js';
import { itsVerb } from './guest/its-commands.js';
import { deviceMsi } from './hardware/msi.js';
import { driverBind, driverUnbind, driverVanish } from './linux/driver.js';
import { pciAdd, pciRemove } from './linux/pci.js';
import { pcibackBind, pcibackUnbind } from './linux/pciback.js';
import { act, pdevName, type Context } from './model.js';
import type { Dev, Dom, GuestIx } from './scope.js';
import { assignableAdd, assignableRemove } from './toolstack/libxl-assignable.js';
import { pciAttach } from './toolstack/libxl-attach.js';
import { pciDetach } from './toolstack/libxl-detach.js';
import { domainCreate, domainDestroy } from './toolstack/libxl-destroy.js';
import { mapGuestSbdf } from './xen/guest-map.js';

type NumberParameter = 'DeviceID' | 'event' | 'INTID' | 'collection' | 'events' | 'collections' | 'INTIDs';
type Parameter = 'dev' | 'dom' | NumberParameter;

/** The arguments of a line: indices for names, real numbers for what a guest writes into a command. */
export interface Args {
  readonly dev: Dev;
  readonly dom: Dom;
  readonly deviceId: number;
  readonly event: number;
  readonly intid: number;
  readonly collection: number;
}

const MOST_GUESTS = 3;

interface Operation extends Verb<Parameter> {
  compile(c: Context, a: Args): Code;
}

const everyDevice = (c: Context): Dev[] => c.m.scope.devices.map((_, i) => i as Dev);

const its = (name: string, parameters: readonly Parameter[], what: string): Operation => ({
  parameters: ['dom', ...parameters],
  what,
  compile: (c, a) => itsVerb(c, name, a),
});

const verbs: Readonly<Record<string, Operation>> = {
  'pci.add': {
    parameters: ['dev'],
    what: 'dom0 finds the function and tells Xen; what no script adds is there from the start',
    compile: (c, { dev }) => pciAdd(c, dev),
  },
  'pci.remove': {
    parameters: ['dev'],
    what: 'dom0 loses the function and tells Xen',
    compile: (c, { dev }) => pciRemove(c, dev),
  },
  'device.msi': {
    parameters: ['dev'],
    what: 'the function writes its MSI',
    compile: (c, { dev }) => deviceMsi(c, dev),
  },
  'driver.bind': {
    parameters: ['dev'],
    what: 'dom0 native driver probes and enables MSI',
    compile: (c, { dev }) => driverBind(c, dev),
  },
  'driver.unbind': {
    parameters: ['dev'],
    what: 'dom0 native driver is unbound',
    compile: (c, { dev }) => driverUnbind(c, dev),
  },
  'driver.vanish': {
    parameters: ['dev'],
    what: 'dom0 native driver goes and leaves its MSI mapped',
    compile: (c, { dev }) => driverVanish(c, dev),
  },
  'pciback.bind': {
    parameters: ['dev'],
    what: 'sysfs new_slot and bind',
    compile: (c, { dev }) => pcibackBind(c, dev),
  },
  'pciback.unbind': {
    parameters: ['dev'],
    what: 'sysfs unbind',
    compile: (c, { dev }) => pcibackUnbind(c, dev),
  },
  'xl.assignable-add': {
    parameters: ['dev'],
    what: 'xl pci-assignable-add',
    compile: (c, { dev }) => assignableAdd(c, dev),
  },
  'xl.assignable-remove': {
    parameters: ['dev'],
    what: 'xl pci-assignable-remove',
    compile: (c, { dev }) => assignableRemove(c, dev),
  },
  'xl.attach': {
    parameters: ['dev', 'dom'],
    what: 'xl pci-attach',
    compile: (c, { dev, dom }) => pciAttach(c, dev, dom),
  },
  'xl.detach': {
    parameters: ['dev', 'dom'],
    what: 'xl pci-detach',
    compile: (c, { dev, dom }) => pciDetach(c, dev, dom),
  },
  'xl.destroy': {
    parameters: ['dom'],
    what: 'xl destroy',
    compile: (c, { dom }) => domainDestroy(c, dom, everyDevice(c)),
  },
  'xl.create': {
    parameters: ['dom'],
    what: 'xl create, with the id of the domain that was destroyed',
    compile: (c, { dom }) => domainCreate(c, dom),
  },
  'guest.enable-msi': {
    parameters: ['dev', 'dom'],
    what: "the guest's driver enables MSI, once the guest has found the device",
    compile: (c, { dev, dom }) => guestEnableMsi(c, dev, dom),
  },
  'guest.disable-msi': {
    parameters: ['dev', 'dom'],
    what: "the guest's driver frees its MSI",
    compile: (c, { dev, dom }) => guestDisableMsi(c, dev, dom),
  },
  'guest.hang': {
    parameters: ['dom'],
    what: 'the guest does not answer the backend any more',
    compile: (c, { dom }) => guestHang(c, dom),
  },
  'guest.leak': {
    parameters: ['dom'],
    what: 'the guest drops devices from now on without unmapping them at its ITS, and maps them anew',
    compile: (c, { dom }) => guestLeak(c, dom),
  },
  'guest.renumber': {
    parameters: ['dom'],
    what: 'the guest numbers its buses otherwise from now on',
    compile: (c, { dom }) => guestRenumber(c, dom),
  },
  'guest.lose-queue': {
    parameters: ['dom'],
    what: 'the guest gives away the page of its command queue',
    compile: (c, { dom }) => guestLoseQueue(c, dom),
  },
  'guest.claim': {
    parameters: ['dev', 'dom', 'DeviceID'],
    what: 'somebody who may calls PHYSDEVOP_map_domU_sbdf for the device',
    compile: (c, a) => claim(c, a),
  },
  'guest.hostile': {
    parameters: ['dom', 'DeviceID', 'dev', 'events', 'collections', 'INTIDs'],
    what: 'the guest sends any ITS commands for ever, about this DeviceID and the real one of the device, with so many of each',
    compile: (c, { dom }) => turnHostile(c, dom),
  },
  'its.mapc': its('MAPC', ['collection'], 'MAPC of the collection to vCPU 0'),
  'its.unmapc': its('MAPC V=0', ['collection'], 'MAPC V=0'),
  'its.mapd': its('MAPD', ['DeviceID'], 'MAPD'),
  'its.unmapd': its('MAPD V=0', ['DeviceID'], 'MAPD V=0'),
  'its.mapti': its('MAPTI', ['DeviceID', 'event', 'INTID', 'collection'], 'MAPTI'),
  'its.movi': its('MOVI', ['DeviceID', 'event', 'collection'], 'MOVI'),
  'its.int': its('INT', ['DeviceID', 'event'], 'INT'),
  'its.clear': its('CLEAR', ['DeviceID', 'event'], 'CLEAR'),
  'its.inv': its('INV', ['DeviceID', 'event'], 'INV'),
  'its.discard': its('DISCARD', ['DeviceID', 'event'], 'DISCARD'),
};

/** Every operation of the script language with its parameters and meaning, for help texts. */
export const armVerbs = helpOf(verbs);

/** One parsed line of a script; numbers it does not have are -1. */
export interface ArmLine extends ScriptLine {
  readonly deviceId: number;
  readonly event: number;
  readonly intid: number;
  readonly collection: number;
}

/** Where a number goes, and the largest that can be meant. */
const NUMBERS: Readonly<
  Record<
    NumberParameter,
    { readonly as: 'deviceId' | 'event' | 'intid' | 'collection'; readonly most: number }
  >
> = {
  DeviceID: { as: 'deviceId', most: 0xffff_ffff },
  event: { as: 'event', most: 1 },
  INTID: { as: 'intid', most: 0xff_ffff },
  collection: { as: 'collection', most: 1 },
  events: { as: 'event', most: 2 },
  collections: { as: 'collection', most: 2 },
  INTIDs: { as: 'intid', most: 3 },
};

/** Parses one line, e.g. `its.mapti dom1 0x8 0 8192 0`. Throws InputError at `place`. */
export function parseArmLine(text: string, place: string): ArmLine {
  const { verb, args } = splitLine(text, verbs, place);
  let device: string | null = null;
  let domain: string | null = null;
  const numbers = { deviceId: -1, event: -1, intid: -1, collection: -1 };
  for (const [parameter, arg] of args)
    if (parameter === 'dev') device = withSegment(arg);
    else if (parameter === 'dom') domain = domainIn(verb, arg, place);
    else {
      const { as, most } = NUMBERS[parameter];
      const n = /^(0x[0-9a-f]+|\d+)$/i.test(arg) ? Number(arg) : NaN;
      if (!(n <= most)) throw new InputError(place, `"${arg}" is no ${parameter}: 0 to ${most}`);
      numbers[as] = n;
    }
  return { text: text.trim(), verb, device, domain, thread: null, ...numbers };
}

/** dom0 has ITS commands of its own; everything else is about guests. */
const domainIn = (verb: string, arg: string, place: string): string =>
  arg === 'dom0' && verb.startsWith('its.') ? arg : guestDomain(arg, MOST_GUESTS, place);

/** The procedure a line stands for. */
export const compileArmLine = (c: Context, line: ArmLine, dev: Dev, dom: Dom): Code =>
  verbs[line.verb]!.compile(c, { ...line, dev, dom });

/** Whoever may map addresses under a design maps this one: pcifront in the guest (M4), or something confused in dom0. */
function claim(c: Context, { dev, dom, deviceId }: Args): Code {
  const { m } = c;
  const p = m.scope.devices[dev]!.pdev;
  const g = m.scope.guestId(deviceId) as GuestIx;
  const by = m.design.mapping === 'pcifront' ? 'guest' : 'linux';
  return act(
    by,
    'PHYSDEVOP_map_domU_sbdf',
    `${pdevName(m, p)}, ${m.scope.domains[dom]}, DeviceID ${deviceId}`,
    ['xen.map'],
    () => mapGuestSbdf(m, dom, g, p),
    {
      reads: ['xen.pdev', 'xen.domain'],
    },
  );
}
