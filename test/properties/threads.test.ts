import { describe, expect, test } from 'vitest';
import type { Model } from '../../model/model.js';
import { explore, type Exploration, type Finding } from '../../checker/explore.js';
import { replay, type TraceStep } from '../../checker/trace.js';
import { buildSystem } from '../../model/build.js';
import type { Built } from '../../model/system.js';
import { designs } from '../../model/designs/index.js';
import { parseTopology } from '../../model/hardware/topology.js';
import { properties } from '../../properties/index.js';
import { litmus } from '../../properties/litmus/scenarios.js';
import { litmusTopologies } from '../../properties/litmus/topologies.js';

/** What the mailing-list threads claim, and what the lab saw, as findings of the search. */

const topologies = new Map(litmusTopologies.map((t) => [t.name, parseTopology(t, t.name)]));

function search(design: string, scenario: string): { built: Built<Model>; result: Exploration } {
  const s = litmus.find((l) => l.name === scenario)!;
  const built = buildSystem(
    topologies.get(s.topology)!,
    designs.find((d) => d.id === design)!,
    s,
  );
  return { built, result: explore(built, properties) };
}

const finding = (result: Exploration, id: string): Finding =>
  result.findings.find((f) => f.property.id === id)!;

/** The shortest run that violates the property. */
function counterexample(
  design: string,
  scenario: string,
  id: string,
): { steps: readonly TraceStep[]; witness: string } {
  const { built, result } = search(design, scenario);
  const f = finding(result, id);
  expect(f.verdict).toBe('violated');
  return { steps: replay(built, f.path!).steps, witness: f.witness! };
}

const calls = (steps: readonly TraceStep[]): string[] => steps.map((s) => `${s.action} ${s.result}`);

describe('thread 000: the irq is taken for a GSI', () => {
  test('on rfc-base GSI 38, enabled first, gets irq 24, and the guest is bound to the line of a bystander', () => {
    const { steps, witness } = counterexample('rfc-base', 'T2/irq-as-gsi', 'I1');
    expect(witness).toBe('dom1 is bound to GSI 24 (pirq 24) for 0000:00:02.0, which is wired to GSI 38');
    const register = steps.find((s) => s.action === 'acpi_register_gsi')!;
    expect(register.args).toBe('0000:00:02.0, GSI 38');
    expect(register.changes).toContainEqual({ cell: 'linux.gsi.irq[38]', from: '-', to: 'irq 24' });
    // Nothing of what the other device does is needed.
    expect(steps.some((s) => s.args.includes('0000:00:03.0'))).toBe(false);
  });

  test('with GSI 28 enabled first and kept, the number is 25', () => {
    const two = topologies.get('T2')!;
    const built = buildSystem(
      two,
      designs.find((d) => d.id === 'rfc-base')!,
      {
        name: 'GSI 28 first',
        given: ['device.enable 00:03.0', 'device.enable 00:02.0'],
        threads: { xl: ['xl.assignable-add 00:02.0', 'xl.attach 00:02.0 dom1'] },
      },
    );
    const f = finding(explore(built, properties), 'I1');
    expect(f.witness).toBe('dom1 is bound to GSI 25 (pirq 25) for 0000:00:02.0, which is wired to GSI 38');
  });

  test.each([
    ['rfc-base', 'one-ioapic/irq-as-gsi', 'with one IO-APIC irq == GSI'],
    ['pv-6.1-4.17', 'T2/irq-as-gsi', 'on a PV dom0 irq == GSI'],
    ['pv-6.12-4.20', 'T2/irq-as-gsi', 'on a PV dom0 irq == GSI'],
    ['pvh-6.12-4.20', 'T2/irq-as-gsi', 'the merged design asks for the GSI'],
  ])('%s, %s: the property holds exhaustively, because %s', (design, scenario) => {
    const { result } = search(design, scenario);
    expect(finding(result, 'I1').verdict).toBe('holds');
    expect(result.limit).toBeUndefined();
  });
});

describe('thread 003: permission and pin', () => {
  test('rfc-base: irq_permission takes a pirq of dom0, which has none: -EPERM', () => {
    const { steps, witness } = counterexample('rfc-base', 'T1/attach', 'A1');
    expect(witness).toBe('attaching 0000:00:02.0 to dom1 fails with -EPERM');
    expect(calls(steps)).toContain('PHYSDEVOP_map_pirq 0');
    expect(calls(steps)).toContain('XEN_DOMCTL_irq_permission -EPERM');
  });

  test('rfc-base: nobody configures the pin, and the bind succeeds all the same', () => {
    const { steps, witness } = counterexample('rfc-base', 'T1/attach', 'I2');
    expect(witness).toBe('dom1 bound to GSI 17, whose pin has no handler: nobody has configured it');
    expect(calls(steps).at(-1)).toBe('XEN_DOMCTL_bind_pt_irq 0');
    expect(steps.some((s) => s.action === 'PHYSDEVOP_setup_gsi')).toBe(false);
  });

  test('plain PVH 6.1 on 4.17 stops at -ENOSYS before either, as the lab saw', () => {
    const { steps, witness } = counterexample('pvh-6.1-4.17', 'T1/attach', 'A1');
    expect(witness).toBe('attaching 0000:00:02.0 to dom1 fails with -ENOSYS');
    expect(calls(steps)).toContain('PHYSDEVOP_map_pirq -ENOSYS');
    const { result } = search('pvh-6.1-4.17', 'T1/attach');
    expect(finding(result, 'I2').verdict).not.toBe('violated');
  });

  test('Linux 6.12 on Xen 4.17 binds nothing to pciback: -ENOSYS', () => {
    const { steps } = counterexample('pvh-6.12-4.17', 'T1/attach', 'A1');
    expect(calls(steps)).toContain('PHYSDEVOP_pci_device_reset -ENOSYS');
  });

  test('Linux 6.1 with tools of 4.20 has no GSI look-up: -ENOTTY', () => {
    const { steps } = counterexample('pvh-6.1-4.20', 'T1/attach', 'A1');
    expect(calls(steps)).toContain('IOCTL_PRIVCMD_PCIDEV_GET_GSI -ENOTTY');
  });
});

describe('the merged design', () => {
  const MERGED = 'pvh-6.12-4.20';
  const small = litmus.filter((l) =>
    /^T[1-8]\/(attach|attach-detach|attach-detach-attach|back-to-dom0|two-at-once)$/.test(l.name),
  );

  test.each(small.map((l) => l.name))(
    '%s: line identity, configured before bound and attribute fidelity are never violated',
    (scenario) => {
      const { result } = search(MERGED, scenario);
      expect(result.limit).toBeUndefined();
      for (const id of ['I1', 'I2', 'I3']) expect(finding(result, id).verdict).not.toBe('violated');
    },
  );

  test('they are applicable in all but the pinless topology T7', () => {
    const vacuous = small
      .filter((l) =>
        ['I1', 'I2'].some((id) => finding(search(MERGED, l.name).result, id).verdict === 'vacuous'),
      )
      .map((l) => l.name);
    expect(vacuous.every((name) => name.startsWith('T7/'))).toBe(true);
  });

  test('I8: pciback first, then a neighbour: -EEXIST, no map, no bind', () => {
    const { steps } = counterexample(MERGED, 'T4/hidden-neighbour', 'I8');
    expect(calls(steps)).toContain('mp_register_gsi -EEXIST');
    expect(steps.some((s) => s.action === 'allocate_and_map_gsi_pirq')).toBe(false);
  });

  test('I5, I11 and L3: detaching a sibling poisons its pirq, and the guest cannot be destroyed', () => {
    const { steps, witness } = counterexample(MERGED, 'T3/detach-sibling-destroy', 'L3');
    expect(calls(steps)).toEqual(
      expect.arrayContaining([
        'XEN_DOMCTL_unbind_pt_irq -EPERM',
        'PHYSDEVOP_unmap_pirq -EINVAL',
        'PHYSDEVOP_map_pirq -EBUSY',
      ]),
    );
    expect(witness).toContain('destroying dom1 fails');
  });

  test('a PV dom0 loses the sibling too, but can destroy the guest', () => {
    const { result } = search('pv-6.12-4.20', 'T3/detach-sibling-destroy');
    expect(finding(result, 'I5').verdict).toBe('violated');
    expect(finding(result, 'L3').verdict).toBe('holds');
  });

  test('a VF crashes Xen', () => {
    const { steps } = counterexample(MERGED, 'T7/attach', 'C1');
    expect(steps.at(-1)!.action).toBe('PHYSDEVOP_pci_device_reset');
  });
});
