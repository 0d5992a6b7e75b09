import { failing, ignoring, local, seq, step, unwinding, until, when, type Code } from '../code.js';
import { ERROR_FAIL, ETIME } from '../errno.js';
import { at, devName, domDev, domName, type Context } from '../model.js';
import type { Dev, Dom } from '../numbers.js';
import { Domain, QemuRequest } from '../state.js';
import { MOST_DEVICES } from '../xen/digl.js';
import { completeDomainDestroy, DOMAIN_DESTRUCTION, domainKill } from '../xen/domain.js';
import { forgetQemu, qemuThreads } from '../qemu/xen-pt.js';
import { pciRemoveDetached, qmpDeviceDel } from './libxl-detach.js';

/** The register `flag` while removals run: 0 ask which is next, 1 + device its turn, ALL_DONE none left. */
const ALL_DONE = MOST_DEVICES + 1;

/**
 * `xl destroy` (libxl__destroy_domid, tools/libs/light/libxl_domain.c, Xen 4.20): all PCI devices are force-removed
 * first, concurrently as far as QEMU's answers go; if any removal fails, destruction stops there. Then the device model
 * is killed and the domain destroyed; Xen frees its pirqs only after the last reference is gone.
 */
export function domainDestroy(c: Context, d: Dom, devices: readonly Dev[]): Code {
  const { m, r } = c;
  const listAll = step({
    actor: 'libxl',
    fn: 'libxl__device_pci_destroy_all',
    args: domName(m, d),
    reads: [at('xen.domain', d)],
    writes: ['libxl', at('libxl.domain', d)],
    run: () => {
      // xl finds no domain of that name, and no hypercall is made (lab run pvh-417-61-domB, operations 7 and 11).
      if (m.xen.domain[d] === Domain.DEAD) return ERROR_FAIL;
      m.libxl.removalFailed[d] = 0;
      for (const dev of devices) m.libxl.removing[dev] = m.libxl.listedIn[dev] === d ? d : 0;
      return 0;
    },
  });
  const askAll = devices.map((dev) =>
    seq(
      step({
        actor: 'libxl',
        fn: 'do_pci_remove',
        args: devName(m, dev),
        reads: [at('libxl', dev)],
        writes: [],
        run: () => {
          r.flag = m.libxl.removing[dev] === d ? 1 : 0;
          return 0;
        },
      }),
      when(
        () => r.flag === 1,
        seq(
          local(() => (r.flag = 0)),
          ignoring(qmpDeviceDel(c, dev, d)),
        ),
      ),
    ),
  );
  const settled = (dev: Dev): boolean => m.qemu.request[domDev(m, d, dev)] === QemuRequest.NONE;
  const next = (timedOut: boolean): void => {
    r.flag = ALL_DONE;
    for (const dev of devices)
      if (m.libxl.removing[dev] === d && (timedOut || settled(dev))) {
        r.flag = 1 + dev;
        return;
      }
  };
  const remaining = (): boolean => devices.some((dev) => m.libxl.removing[dev] === d);
  const waitForOne = step({
    actor: 'libxl',
    fn: 'QMP query-pci',
    args: domName(m, d),
    reads: [at('qemu', d), 'libxl'],
    writes: [],
    enabled: () => !remaining() || devices.some((dev) => m.libxl.removing[dev] === d && settled(dev)),
    timeout: ETIME,
    run: () => {
      next(false);
      return 0;
    },
  });
  const timedOut = step({
    actor: 'libxl',
    fn: 'pci_remove_timeout',
    args: domName(m, d),
    reads: [at('qemu', d), 'libxl'],
    writes: [],
    run: () => {
      next(true);
      return 0;
    },
  });
  const removeOne = (dev: Dev): Code =>
    when(
      () => r.flag === 1 + dev,
      seq(
        local(() => (r.flag = 0)),
        ignoring(
          unwinding(
            pciRemoveDetached(c, dev, d),
            step({
              actor: 'libxl',
              fn: 'libxl__device_pci_destroy_all',
              args: `${devName(m, dev)}: Pci shutdown failed`,
              reads: [],
              writes: [at('libxl.domain', d)],
              run: () => {
                m.libxl.removalFailed[d] = 1;
                return 0;
              },
            }),
          ),
        ),
        local(() => {
          r.gsi = 0;
          r.pirq = 0;
        }),
        step({
          actor: 'libxl',
          fn: 'device_pci_destroy_done',
          args: devName(m, dev),
          reads: [],
          writes: [at('libxl', dev)],
          run: () => {
            m.libxl.removing[dev] = 0;
            return 0;
          },
        }),
      ),
    );
  const removals = until(
    () => r.flag === ALL_DONE,
    ignoring(waitForOne),
    when(() => r.flag === 0, timedOut),
    ...devices.map(removeOne),
  );
  const verdict = step({
    actor: 'libxl',
    fn: 'libxl__destroy_domid',
    args: domName(m, d),
    reads: [],
    writes: [at('libxl.domain', d)],
    run: () => {
      r.flag = m.libxl.removalFailed[d]!;
      m.libxl.removalFailed[d] = 0;
      return 0;
    },
  });
  const killDeviceModel = step({
    actor: 'libxl',
    fn: 'libxl__destroy_device_model',
    args: domName(m, d),
    reads: [],
    writes: [
      at('qemu', d),
      at('qemu.process', d),
      at('qemu.dev', d),
      at('qemu.mapped', d),
      at('guest.dev', d),
    ],
    stops: qemuThreads(m, d),
    run: () => {
      forgetQemu(m, d);
      return 0;
    },
  });
  const kill = step({
    actor: 'libxl',
    fn: 'XEN_DOMCTL_destroydomain',
    args: domName(m, d),
    reads: [],
    writes: [...DOMAIN_DESTRUCTION],
    run: () => domainKill(m, d),
  });
  const complete = step({
    actor: 'xen',
    fn: 'complete_domain_destroy',
    args: domName(m, d),
    reads: [],
    writes: [...DOMAIN_DESTRUCTION],
    run: () => {
      completeDomainDestroy(m, d);
      return 0;
    },
  });
  return seq(
    listAll,
    ...askAll,
    local(() => (r.flag = 0)),
    removals,
    local(() => (r.flag = 0)),
    verdict,
    when(() => r.flag !== 0, failing(ERROR_FAIL)),
    killDeviceModel,
    kill,
    complete,
  );
}

/** `xl unpause`: the guest runs from here on. */
export function domainUnpause(c: Context, d: Dom): Code {
  const { m } = c;
  return step({
    actor: 'libxl',
    fn: 'XEN_DOMCTL_unpausedomain',
    args: domName(m, d),
    reads: [],
    writes: [at('xen.domain', d)],
    run: () => {
      if (m.xen.domain[d] !== Domain.PAUSED) return ERROR_FAIL;
      m.xen.domain[d] = Domain.RUNNING;
      return 0;
    },
  });
}
