import { describe, expect, test } from 'vitest';
import { x86 } from '../../cli/x86.js';
import { standardQuestions } from '../../generators/questions.js';
import type { Topology } from '../../model/hardware/topology.js';
import { InputError } from '../../model/input-error.js';

const named = (name: string): Topology => x86.topologies.find((t) => t.name === name)!;
const scriptsOf = (t: Topology, devices?: string[]): string[] =>
  standardQuestions(t, devices).map((q) => `${q.name}: ${Object.values(q.threads).flat().join('; ')}`);

describe('standard questions', () => {
  test('are about a device on a later IO-APIC, and two on one line', () => {
    expect(scriptsOf(named('T6'))).toMatchSnapshot();
  });

  test('two lines: who is enabled first', () => {
    expect(standardQuestions(named('T2')).map((q) => q.name)).toContain('T2/enable-order');
    expect(standardQuestions(named('T2')).map((q) => q.name)).not.toContain('T2/siblings');
  });

  test('are about the devices that were named', () => {
    const scripts = scriptsOf(named('T2'), ['0000:00:04.0', '0000:00:03.0']);
    expect(scripts.map((s) => s.split(':')[0])).toHaveLength(7);
    expect(scripts.join()).not.toContain('00:02.0');
  });

  test('need a device with a line', () => {
    const bare = { ...named('T1'), wires: [] };
    expect(() => standardQuestions(bare)).toThrow(InputError);
  });
});
