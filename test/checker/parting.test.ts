import { expect, test } from 'vitest';
import { explore } from '../../checker/explore.js';
import { partingOf } from '../../checker/parting.js';
import { byCloseness } from '../../checker/sibling.js';
import { x86 } from '../../cli/x86.js';
import { buildSystem } from '../../model/build.js';
import type { Design } from '../../model/designs/design.js';
import { findDesign } from '../../model/designs/index.js';
import type { Scenario } from '../../model/scenario.js';
import { properties } from '../../properties/index.js';

const MERGED = findDesign('pvh-6.12-4.20')!;
const T1 = x86.topologies.find((t) => t.name === 'T1')!;
const attach: Scenario = {
  name: 'attach',
  threads: { xl: ['xl.assignable-add 00:02.0', 'xl.attach 00:02.0 dom1'] },
};

/** Where the counterexample of a property under one design parts from another design. */
function parting(
  property: string,
  here: Design,
  there: Design,
  scenario = attach,
): ReturnType<typeof partingOf> {
  const built = buildSystem(T1, here, scenario);
  const [finding] = explore(
    built,
    properties.filter((p) => p.id === property),
  ).findings;
  expect(finding!.verdict).toBe('violated');
  return partingOf(built, finding!.path!, buildSystem(T1, there, scenario));
}

test('a hypercall that is refused: the step is the same, its result is not', () => {
  const refusing = { ...MERGED, xen: { ...MERGED.xen, pvhMapPirq: false } };
  const found = parting('A1', refusing, MERGED)!;
  expect(found.by).toBe('step');
  expect([found.here.action, found.here.result]).toEqual(['PHYSDEVOP_map_pirq', '-ENOSYS']);
  expect([found.there!.action, found.there!.result]).toEqual(['PHYSDEVOP_map_pirq', '0']);
});

test('the same steps that change something else', () => {
  const found = parting('I15', MERGED, findDesign('pvh-6.12-4.20+lookup-reference=put')!)!;
  expect(found.by).toBe('effect');
  expect(found.here.action).toBe('IOCTL_PRIVCMD_PCIDEV_GET_GSI');
  expect(found.there!.changes.length).toBeLessThan(found.here.changes.length);
});

test('a step in the given part, numbered from the start of the machine', () => {
  const silent = { ...MERGED, linux: { ...MERGED.linux, pcibackNotifyReset: false } };
  const [given, rest] = attach.threads['xl']!;
  const scenario = { name: 'given', given: [given!], threads: { xl: [rest!] } };
  const found = parting('I15', MERGED, silent, scenario)!;
  expect(found.here.action).toBe('PHYSDEVOP_pci_device_reset');
  expect(found.step).toBe(parting('I15', MERGED, silent)!.step);
});

test('nothing, where a choice that the scenario never comes to is all that differs', () => {
  const other = { ...MERGED, libxl: { ...MERGED.libxl, revokeOnHvmDetach: false } };
  expect(parting('I15', MERGED, other)).toBeNull();
});

test('designs that differ in one choice come first, proposed by anybody or not, and another kind of dom0 last', () => {
  const sorted = byCloseness(x86, MERGED) as Design[];
  const order = sorted.map((d) => d.id);
  expect(order).toContain('pvh-6.12-4.20+lookup-reference=put');
  expect(new Set(order).size).toBe(order.length);
  expect(order).not.toContain(MERGED.id);
  const firstPv = sorted.findIndex((d) => d.dom0 === 'pv');
  expect(sorted.slice(firstPv).map((d) => d.dom0)).toEqual(sorted.slice(firstPv).map(() => 'pv'));
});
