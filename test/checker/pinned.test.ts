import { expect, test } from 'vitest';
import { naiveExplore } from '../../bench/naive-explore.js';
import { builtIn } from '../../bench/x86.js';
import { explore } from '../../checker/explore.js';
import { properties } from '../../properties/index.js';

/**
 * Exact sizes of some state spaces. A change here is a change of the model: it is either meant, and then these numbers and
 * the fingerprint change with it, or a mistake that no property noticed.
 */
test.each([
  ['rfc-base', 'T1/attach'],
  ['rfc-base', 'T2/irq-as-gsi'],
  ['rfc-base', 'T1/two-at-once'],
  ['pv-6.1-4.17', 'T1/round-trip'],
  ['pv-6.12-4.20', 'T3/attach-detach-attach'],
  ['pvh-6.1-4.17', 'T1/attach'],
  ['pvh-6.12-4.17', 'T4/attach'],
  ['pvh-6.12-4.20', 'T1/attach-destroy'],
  ['pvh-6.12-4.20', 'T2/back-to-dom0'],
  ['pvh-6.12-4.20', 'T3/detach-sibling-destroy'],
  ['pvh-6.12-4.20', 'T4/hidden-neighbour'],
  ['pvh-6.12-4.20', 'T5/two-at-once'],
  ['pvh-6.12-4.20', 'T8/attach'],
])('%s %s', (design, scenario) => {
  const { states, transitions, depth } = explore(builtIn(design, scenario), properties);
  expect(`${states} states, ${transitions} transitions, depth ${depth}`).toMatchSnapshot();
});

test.each([
  ['rfc-base', 'T1/two-at-once'],
  ['pv-6.12-4.20', 'T4/round-trip'],
  ['pvh-6.12-4.20', 'T2/two-at-once'],
])('%s %s: a naive search that asks every property everywhere finds the same', (design, scenario) => {
  const built = builtIn(design, scenario);
  const mine = explore(built, properties);
  const naive = naiveExplore(built, properties);
  expect([mine.states, mine.transitions]).toEqual([naive.states, naive.transitions]);
  const violated = mine.findings.filter((f) => f.verdict === 'violated' && f.property.kind !== 'at-rest');
  expect(new Set(violated.map((f) => f.property.id))).toEqual(naive.violated);
});

test.each([
  ['rfc-base', 'T1/two-at-once'],
  ['pvh-6.12-4.20', 'T3/detach-sibling-destroy'],
])('%s %s: a search that need not find threads that are stuck finds everything else', (design, scenario) => {
  const asked = properties.filter((p) => p.kind !== 'at-rest');
  const built = builtIn(design, scenario);
  expect(explore(built, asked, { deadlock: false })).toEqual({ ...explore(built, asked), deadlock: null });
});
