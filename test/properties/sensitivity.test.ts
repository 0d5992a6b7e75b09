import { describe, expect, test } from 'vitest';
import { explore } from '../../checker/explore.js';
import { buildSystem } from '../../model/build.js';
import { designs } from '../../model/designs/index.js';
import { EBUSY, EINVAL, ENODEV, ENOSYS, EPERM } from '../../model/errno.js';
import { parseTopology } from '../../model/hardware/topology.js';
import { properties } from '../../properties/index.js';
import { litmus } from '../../properties/litmus/scenarios.js';
import { litmusTopologies } from '../../properties/litmus/topologies.js';

/** Changing one errno, or dropping one guard or one effect, anywhere in the model, turns a cell of the litmus matrix. */

type Run = (outcome: number) => number;

/** The step answers this, and does nothing. */
const answers = (errno: number) => (): Run => () => errno;

/** What the step refuses passes, without effect. */
const passes =
  (run: Run): Run =>
  (outcome) =>
    Math.max(0, run(outcome));

interface Change {
  readonly what: string;
  readonly actor: string;
  readonly fn: string;
  readonly change: (run: Run) => Run;
  readonly design?: string;
  readonly scenario: string;
}

const changes: readonly Change[] = [
  {
    what: 'setup_gsi refuses',
    actor: 'pciback',
    fn: 'PHYSDEVOP_setup_gsi',
    change: answers(EINVAL),
    scenario: 'T1/attach',
  },
  {
    what: 'the reset notification is unknown',
    actor: 'pciback',
    fn: 'PHYSDEVOP_pci_device_reset',
    change: answers(ENOSYS),
    scenario: 'T1/attach',
  },
  {
    what: 'no GSI is registered',
    actor: 'linux',
    fn: 'acpi_register_gsi',
    change: answers(EBUSY),
    scenario: 'T1/attach',
  },
  {
    what: 'disabling a device keeps its irq number',
    actor: 'linux',
    fn: 'pci_disable_device',
    change: answers(0),
    design: 'gsi-from-irq',
    scenario: 'T2/stale-translation',
  },
  {
    what: 'a driver gets no irq',
    actor: 'linux',
    fn: 'request_irq',
    change: answers(EINVAL),
    scenario: 'T1/ghost',
  },
  {
    what: 'the GSI look-up finds nothing',
    actor: 'qemu',
    fn: 'IOCTL_PRIVCMD_PCIDEV_GET_GSI',
    change: answers(ENODEV),
    scenario: 'T1/attach-deliver',
  },
  {
    what: 'the bind of a guest is refused',
    actor: 'qemu',
    fn: 'XEN_DOMCTL_bind_pt_irq',
    change: answers(EPERM),
    scenario: 'T1/attach-deliver',
  },
  {
    what: 'QEMU does not unbind',
    actor: 'qemu',
    fn: 'XEN_DOMCTL_unbind_pt_irq',
    change: answers(0),
    scenario: 'T1/attach-detach-attach',
  },
  {
    what: 'gsi_permission is unknown',
    actor: 'libxl',
    fn: 'XEN_DOMCTL_gsi_permission',
    change: answers(ENOSYS),
    scenario: 'T1/attach',
  },
  {
    what: 'libxl does not unmap',
    actor: 'libxl',
    fn: 'PHYSDEVOP_unmap_pirq',
    change: answers(0),
    scenario: 'T3/detach-sibling-bound',
  },
  {
    what: 'a device is not taken away from its guest',
    actor: 'libxl',
    fn: 'XEN_DOMCTL_deassign_device',
    change: answers(0),
    scenario: 'T1/attach-detach',
  },
  {
    what: 'registering the GSI of an unmask never fails',
    actor: 'xen',
    fn: 'mp_register_gsi',
    change: answers(0),
    scenario: 'T4/hidden-neighbour',
  },
  {
    what: "dom0's bind is refused",
    actor: 'xen',
    fn: 'pt_irq_create_bind',
    change: answers(EBUSY),
    scenario: 'T1/ghost',
  },
  {
    what: 'irq_permission does not ask for a pirq of the caller',
    actor: 'libxl',
    fn: 'XEN_DOMCTL_irq_permission',
    change: passes,
    design: 'rfc-base',
    scenario: 'T1/attach',
  },
  {
    what: 'a device raises nothing',
    actor: 'hardware',
    fn: 'assert INTx',
    change: answers(0),
    scenario: 'T1/attach-deliver',
  },
  {
    what: 'the guest has no handler',
    actor: 'guest',
    fn: 'request_irq',
    change: answers(ENODEV),
    scenario: 'T1/attach-deliver',
  },
];

const topologies = new Map(litmusTopologies.map((t) => [t.name, parseTopology(t, t.name)]));

function verdict({ design, scenario, actor, fn, change }: Change, changed: boolean): string {
  const asked = litmus.find((l) => l.name === scenario)!;
  // A `given:` part has run when the system is built, so everything runs in the open.
  const threads = Object.entries(asked.threads);
  const [first, ...others] = threads as [(typeof threads)[number], ...typeof threads];
  const open = {
    ...asked,
    given: [],
    threads: Object.fromEntries([[first[0], [...(asked.given ?? []), ...first[1]]], ...others]),
  };
  const built = buildSystem(
    topologies.get(asked.topology)!,
    designs.find((d) => d.id === (design ?? 'pvh-6.12-4.20'))!,
    open,
  );
  let hits = 0;
  if (changed)
    for (const { instructions } of built.system.programs)
      for (const { step } of instructions)
        if (step.actor === actor && step.fn === fn) {
          (step as { run: Run }).run = change(step.run.bind(step));
          hits++;
        }
  if (changed) expect(hits).toBeGreaterThan(0);
  return explore(built, [properties.find((p) => p.id === asked.asks)!]).findings[0]!.verdict;
}

describe('one change turns a cell', () => {
  test.each(changes.map((c) => [c.actor, c.what, c] as const))('%s: %s', (_actor, _what, change) => {
    expect(verdict(change, true)).not.toBe(verdict(change, false));
  });

  test('in every actor', () => {
    expect(new Set(changes.map((c) => c.actor))).toEqual(
      new Set(['linux', 'pciback', 'xen', 'qemu', 'libxl', 'guest', 'hardware']),
    );
    expect(changes.length).toBeGreaterThanOrEqual(10);
  });
});
