import { expect, test } from 'vitest';
import { naiveExplore } from '../../bench/naive-explore.js';
import { armProperties } from '../../properties/arm/index.js';
import { armSearch, armSystem } from '../properties/arm/systems.js';

/**
 * Exact sizes of some state spaces. A change here is a change of the model: it is either meant, and then these numbers and
 * the fingerprint change with it, or a mistake that no property noticed.
 */
test.each([
  ['head', 'A1/attach'],
  ['head', 'A1/destroy-while-used'],
  ['m0-nothing', 'A1/attach'],
  ['m0-nothing', 'A1/two-devices'],
  ['m0-nothing', 'A1/early-mapd'],
  ['m0-nothing', 'A1/domid-reuse'],
  ['m1-dom0-tool', 'A1/two-devices'],
  ['m1-dom0-tool', 'A1/swap-slots'],
  ['m1-dom0-tool', 'A1/two-guests'],
  ['m1-dom0-tool', 'A1/destroy-while-used'],
  ['m2-pciback', 'A1/two-devices'],
  ['m2-pciback', 'A1/slot-reuse'],
  ['m2-pciback', 'A1/lpi-in-flight'],
  ['m2-pciback', 'A1/uncooperative'],
  ['m2-pciback', 'A2/segment-truncation'],
  ['m2-pciback', 'A4v2/stream-collision'],
  ['m2-pciback', 'A9/virtual-function'],
  ['m2-unmap', 'A1/slot-reuse'],
  ['m2-unmap', 'A1/destroy-while-used'],
  ['m3-msi-call', 'A1/attach'],
  ['m3-msi-call', 'A1/ring-loss'],
  ['m4-pcifront', 'A1/two-devices'],
  ['m4-pcifront', 'A1/malicious-claim'],
  ['m4-checked', 'A1/malicious-claim'],
  ['m5-attach-domctl', 'A1/two-devices'],
  ['m5-attach-domctl', 'A1/stale-map'],
  ['m5-unmap', 'A1/stale-map'],
  ['m6-real-ids', 'A1/unassigned-id'],
  ['m6-real-ids', 'A5/deviceid-collision'],
  ['m6-checked', 'A1/hostile'],
  ['m7-vpci', 'A1/two-devices'],
  ['m7-vpci', 'A1v2/round-trip'],
  ['m7-vpci', 'A1full/slot-exhaustion'],
  ['m7-vpci', 'A8/both-functions'],
  ['m7-complete', 'A6/bridge-alias'],
  ['m7-complete', 'A1/domid-reuse'],
  ['m7-complete', 'A10/partial-map'],
])('%s %s', (design, scenario) => {
  const { states, transitions, depth } = armSearch(armSystem(design, scenario));
  expect(`${states} states, ${transitions} transitions, depth ${depth}`).toMatchSnapshot();
});

test.each([
  ['m1-dom0-tool', 'A1/two-devices'],
  ['m2-pciback', 'A1/destroy-while-used'],
  ['m7-vpci', 'A1/lpi-in-flight'],
])('%s %s: a naive search that asks every property everywhere finds the same', (design, scenario) => {
  const built = armSystem(design, scenario);
  const mine = armSearch(built);
  const naive = naiveExplore(built, armProperties);
  expect([mine.states, mine.transitions]).toEqual([naive.states, naive.transitions]);
  const violated = mine.findings.filter((f) => f.verdict === 'violated' && f.property.kind !== 'at-rest');
  expect(new Set(violated.map((f) => f.property.id))).toEqual(naive.violated);
});
