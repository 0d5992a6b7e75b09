import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../../cli/scenario-file.js';
import hostile from '../../fixtures/hostile.json' with { type: 'json' };
import { armSearch, armSystem, verdictsOf } from './systems.js';

/** Any sequence of commands over two DeviceIDs, two events, two collections and three INTIDs; dom2 has the other device. */
const scenario = parseScenario(hostile, 'hostile.json');

describe('a hostile guest, searched until no new state appears', () => {
  test.each([
    'm2-pciback',
    'm2-unmap',
    'm5-attach-domctl',
    'm5-unmap',
    'm7-vpci',
    'm7-complete',
    'm6-checked',
  ])('%s keeps it from the device of the other', (design) => {
    const found = armSearch(armSystem(design, 'A1', scenario));
    expect(found.limit).toBeUndefined();
    const verdicts = verdictsOf(found);
    expect(verdicts.get('ARM-I4')).toBe('holds');
    expect(verdicts.get('ARM-I1')).toBe('holds');
    expect(`${found.states} states, ${found.transitions} transitions`).toMatchSnapshot();
  });

  // Freed memory that is still in the LPI tree (section A3.8) is within reach of any guest that has a virtual ITS and a device.
  test('under each of them it can crash Xen', () => {
    for (const design of ['m2-unmap', 'm5-unmap', 'm7-complete'])
      expect(verdictsOf(armSearch(armSystem(design, 'A1/hostile'))).get('ARM-C1')).toBe('violated');
  });

  test.each([
    ['m4-pcifront', 3],
    ['m6-real-ids', 2],
  ])("%s lets it map the other's device, in %i steps", (design, steps) => {
    const found = armSearch(armSystem(design, 'A1/hostile'));
    expect(found.limit).toBeUndefined();
    const finding = found.findings.find((f) => f.property.id === 'ARM-I4')!;
    expect(finding.verdict).toBe('violated');
    expect(finding.path).toHaveLength(steps);
    expect(finding.witness).toMatch(/0000:00:02\.0 is mapped for dom1/);
  });

  // A guest that may also claim devices has five thousand times as many states: the README has the command that searches them.
  test.each(['2 1 2', '1 2 2'])('m4-checked does not, with %s events, collections and INTIDs', (counts) => {
    const threads = { dom1: [`guest.hostile dom1 0x0 00:02.0 ${counts}`] };
    const found = armSearch(armSystem('m4-checked', 'A1', { ...scenario, threads }));
    expect(found.limit).toBeUndefined();
    const verdicts = verdictsOf(found);
    expect([verdicts.get('ARM-I4'), verdicts.get('ARM-I1')]).toEqual(['holds', 'holds']);
    expect(`${found.states} states, ${found.transitions} transitions`).toMatchSnapshot();
  });
});
