import { step, type Code } from './code.js';
import { ENODEV } from './errno.js';
import { at, devName, type Context } from './model.js';
import { guestDomain, helpOf, splitLine, withSegment, type ScriptLine, type Verb } from './script-line.js';
import { DOM0, type Dev, type Dom, type LineIx, type PirqIx } from './numbers.js';
import { deviceAssert } from './hardware/interrupts.js';
import { driverBind, driverUnbind, evtchnBind } from './linux/driver.js';
import { pcibackBind, pcibackHide, pcibackUnbind } from './linux/pciback.js';
import { sysfsDisable, sysfsEnable } from './linux/sysfs-enable.js';
import { guestDisableIntx, guestEnableIntx } from './guest/driver.js';
import { qemuKill } from './qemu/xen-pt.js';
import { assignableAdd, assignableRemove } from './toolstack/libxl-assignable.js';
import { pciAttach } from './toolstack/libxl-attach.js';
import { pciDetach } from './toolstack/libxl-detach.js';
import { domainDestroy, domainUnpause } from './toolstack/libxl-destroy.js';
import { GUEST_IRQ } from './xen/guest-irq.js';
import { physdevFilter } from './xen/hypercall-filter.js';
import { unmapDomainPirq } from './xen/pirq.js';

type Parameter = 'dev' | 'dom' | 'thread';

/** Most guests: as many as a thread can name. */
const MOST_GUESTS = 5;

interface Operation extends Verb<Parameter> {
  compile(c: Context, args: { dev: Dev; dom: Dom; thread: string }, devices: readonly Dev[]): Code;
}

const verbs: Readonly<Record<string, Operation>> = {
  'device.enable': {
    parameters: ['dev'],
    what: 'sysfs enable = 1',
    compile: (c, { dev }) => sysfsEnable(c, dev),
  },
  'device.disable': {
    parameters: ['dev'],
    what: 'sysfs enable = 0',
    compile: (c, { dev }) => sysfsDisable(c, dev),
  },
  'device.assert': {
    parameters: ['dev'],
    what: 'the function raises its INTx',
    compile: (c, { dev }) => deviceAssert(c, dev),
  },
  'driver.bind': {
    parameters: ['dev'],
    what: 'dom0 native driver probes and requests the INTx irq',
    compile: (c, { dev }) => driverBind(c, dev, 'intx'),
  },
  'driver.bind-msi': {
    parameters: ['dev'],
    what: 'dom0 native driver probes and takes MSI vectors',
    compile: (c, { dev }) => driverBind(c, dev, 'msi'),
  },
  'driver.bind-disabled': {
    parameters: ['dev'],
    what: 'dom0 native driver probes and requests the INTx irq, but does not enable it (IRQF_NO_AUTOEN)',
    compile: (c, { dev }) => driverBind(c, dev, 'intx-disabled'),
  },
  'driver.unbind': {
    parameters: ['dev'],
    what: 'dom0 native driver is unbound',
    compile: (c, { dev }) => driverUnbind(c, dev),
  },
  'evtchn.bind': {
    parameters: [],
    what: 'something in dom0 takes an irq number for an event channel',
    compile: (c) => evtchnBind(c),
  },
  'pciback.hide': {
    parameters: ['dev'],
    what: 'xen-pciback.hide= seizes the device at boot',
    compile: (c, { dev }) => pcibackHide(c, dev),
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
  'dom0.unmap-pirq': {
    parameters: ['dev'],
    what: "a tool in dom0 unmaps dom0's own pirq of the device's GSI",
    compile: (c, { dev }) => dom0UnmapPirq(c, dev),
  },
  'xl.assignable-add': {
    parameters: ['dev'],
    what: 'xl pci-assignable-add',
    compile: (c, { dev }) => assignableAdd(c, dev),
  },
  'xl.assignable-remove': {
    parameters: ['dev'],
    what: 'xl pci-assignable-remove -r',
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
    compile: (c, { dev, dom }) => pciDetach(c, dev, dom, false),
  },
  'xl.detach-force': {
    parameters: ['dev', 'dom'],
    what: 'xl pci-detach -f',
    compile: (c, { dev, dom }) => pciDetach(c, dev, dom, true),
  },
  'xl.unpause': {
    parameters: ['dom'],
    what: 'xl unpause',
    compile: (c, { dom }) => domainUnpause(c, dom),
  },
  'xl.destroy': {
    parameters: ['dom'],
    what: 'xl destroy',
    compile: (c, { dom }, devices) => domainDestroy(c, dom, devices),
  },
  'guest.enable-intx': {
    parameters: ['dev', 'dom'],
    what: "the guest's driver requests the interrupt",
    compile: (c, { dev, dom }) => guestEnableIntx(c, dev, dom),
  },
  'guest.disable-intx': {
    parameters: ['dev', 'dom'],
    what: "the guest's driver frees the interrupt",
    compile: (c, { dev, dom }) => guestDisableIntx(c, dev, dom),
  },
  'qemu.kill': {
    parameters: ['dom'],
    what: "SIGKILL for the domain's QEMU",
    compile: (c, { dom }) => qemuKill(c, dom),
  },
  'toolstack.crash': {
    parameters: ['thread'],
    what: 'the xl process that runs the thread dies where it stands',
    compile: (c, { thread }) => toolstackCrash(c, thread),
  },
};

/** Every operation of the script language with its parameters and meaning, for help texts. */
export const scriptVerbs = helpOf(verbs);

/** Parses one line, e.g. `xl.attach 0000:00:02.0 dom1`; the segment 0000: may be left out. Throws InputError at `place`. */
export function parseLine(text: string, place: string): ScriptLine {
  const { verb, args } = splitLine(text, verbs, place);
  let device: string | null = null;
  let domain: string | null = null;
  let thread: string | null = null;
  for (const [parameter, arg] of args)
    if (parameter === 'dev') device = withSegment(arg);
    else if (parameter === 'dom') domain = guestDomain(arg, MOST_GUESTS, place);
    else thread = arg;
  return { text: text.trim(), verb, device, domain, thread };
}

/** The procedure a line stands for. */
export function compileLine(c: Context, line: ScriptLine, dev: Dev, dom: Dom): Code {
  const devices = c.m.scope.devices.map((_, i) => i as Dev);
  return verbs[line.verb]!.compile(c, { dev, dom, thread: line.thread ?? '' }, devices);
}

/** SIGKILL for an xl process. What it does inside the kernel, under a device lock, it finishes first. */
function toolstackCrash(c: Context, thread: string): Code {
  const { m } = c;
  return step({
    actor: 'libxl',
    fn: 'SIGKILL',
    args: thread,
    reads: ['linux.lock'],
    writes: [],
    stops: thread,
    enabled: () => !m.linux.lock.includes(c.threadNamed(thread) + 1),
    run: () => 0,
  });
}

/** PHYSDEVOP_unmap_pirq on DOMID_SELF: nothing in Xen stops a PVH dom0 from it (section 3.1 of the facts). */
function dom0UnmapPirq(c: Context, dev: Dev): Code {
  const { m } = c;
  const { wire } = m.scope.devices[dev]!;
  return step({
    actor: 'linux',
    fn: 'PHYSDEVOP_unmap_pirq',
    args: `DOMID_SELF, GSI of ${devName(m, dev)}`,
    reads: [],
    writes: [...GUEST_IRQ, at('xen.caps', DOM0)],
    run: () => {
      const filtered = physdevFilter(m.design, 'unmap_pirq');
      if (filtered < 0) return filtered;
      if (!wire) return ENODEV;
      const line = m.scope.lines.index(wire.gsi) as LineIx;
      const p = m.scope.pirqs.index(m.scope.lines.of(line));
      return unmapDomainPirq(m, DOM0, p as PirqIx);
    },
  });
}
