import { designs } from '../../model/designs/index.js';
import { properties } from '../../properties/index.js';
import { describe, expect, test } from 'vitest';
import { reportSchema } from '../../checker/result.js';
import { x86 } from '../../cli/x86.js';
import { folderWith, pirqcheck } from './run.js';

const MERGED = ['--design', 'pvh-6.12-4.20'];
/** Known to nobody, and with GSIs that are no irq numbers. */
const machine = { ...x86.topologies.find((t) => t.name === 'T2')!, name: 'server' };
const scenario = {
  name: 'mine',
  question: 'Who gets it?',
  given: ['xl.assignable-add 00:02.0'],
  threads: { a: ['xl.attach 00:02.0 dom1'], b: ['xl.attach 00:02.0 dom2'] },
};

describe('exit codes', () => {
  test('0: all as recorded', () => {
    const { code, out, err } = pirqcheck(['check', '--scenario', 'T2/irq-as-gsi', '--brief']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/all as recorded\.\n$/);
  });

  test('a combination of choices is searched beside the designs that have a name', () => {
    const ghost = ['check', '--scenario', 'T1/ghost', '--property', 'I9', ...MERGED];
    const { code, out } = pirqcheck([...ghost, `${MERGED[1]}+claim=transaction`]);
    expect(code).toBe(1);
    expect(out).toMatch(/2 systems searched, .*2 of 2 cells violated/);
    expect(out).toMatch(/^ {2}design .*pvh-6\.12-4\.20 with claim=transaction/m);
  });

  test('1: a violation where nothing is recorded', () => {
    const dir = folderWith({ 'mine.json': scenario });
    const { code, out } = pirqcheck(['check', ...MERGED, '--topology', 'T1', '--scenario', 'mine.json'], dir);
    expect(code).toBe(1);
    expect(out).toMatch(/nothing is recorded for comparison\.\n$/);
  });

  test('0: a machine of one’s own that keeps a property', () => {
    const dir = folderWith({ 'm.json': machine });
    const args = ['check', ...MERGED, '--property', 'I3', 'line-identity', '--topology', 'm.json'];
    expect(pirqcheck(args, dir).code).toBe(0);
  });

  test('3: a limit, and nothing worse', () => {
    const args = ['check', ...MERGED, '--property', 'I14', '--scenario', 'T1/attach', '--max-states', '5'];
    const { code, out } = pirqcheck(args);
    expect(code).toBe(3);
    expect(out).toContain('T1/attach under pvh-6.12-4.20: more than 5 states');
  });
});

describe('the JSON report', () => {
  const run = (...args: string[]): ReturnType<typeof pirqcheck> => pirqcheck(['check', '--json', ...args]);

  test('keeps its schema, and nothing else is printed', () => {
    const { out, err } = run('--scenario', 'T1/ghost', 'T2/irq-as-gsi');
    expect(err).toBe('');
    expect(reportSchema.parse(JSON.parse(out)).results).toHaveLength(
      2 * designs.length * (properties.length + 1),
    );
  });

  test('is the same byte for byte, random systems included', () => {
    const args = [...MERGED, '--property', 'I1', 'I18', '--runs', '5', '--seed', 'x'];
    expect(run(...args).out).toBe(run(...args).out);
  });

  test('says what the search of a deadlock found', () => {
    const { out } = run(...MERGED, '--property', 'D1', '--scenario', 'T1/attach');
    const { results } = reportSchema.parse(JSON.parse(out));
    expect(results.map((r) => [r.property, r.verdict, r.expected])).toEqual([['D1', 'holds', 'holds']]);
  });
});

describe('a machine', () => {
  const dir = (): string => folderWith({ 'm.json': machine });

  test('is asked the standard questions, and shows its own GSIs', () => {
    const { out } = pirqcheck(['check', '--topology', 'm.json', '--design', 'rfc-base'], dir());
    expect(out).toContain('server/attach');
    expect(out).toMatch(/is bound to GSI 24 \(pirq 24\) for 0000:00:02\.0, which is wired to GSI 38/);
  });

  test('can be asked about a device', () => {
    const device = machine.devices.find((d) => d.pin !== null)!.sbdf;
    const { out } = pirqcheck(
      ['check', ...MERGED, '--topology', 'm.json', '--device', device.slice(5), '--json'],
      dir(),
    );
    const attach = reportSchema.parse(JSON.parse(out)).results.find((r) => r.scenario.endsWith('/attach'));
    expect(attach?.topology).toBe(machine.name);
  });

  test('of the litmus catalogue has its own scenarios', () => {
    const { out } = pirqcheck(['check', ...MERGED, '--property', 'I3', '--topology', 'T8', '--json']);
    const { results } = reportSchema.parse(JSON.parse(out));
    expect([...new Set(results.map((r) => r.scenario.split('/')[0]))]).toEqual(['T8']);
    expect(results.every((r) => r.expected !== null)).toBe(true);
  });

  test('lends itself to the scenario of another, about which nothing is recorded', () => {
    const args = ['check', ...MERGED, '--topology', 'T8', '--scenario', 'T1/attach', '--json'];
    const { results } = reportSchema.parse(JSON.parse(pirqcheck(args).out));
    expect(results.every((r) => r.topology === 'T8' && r.expected === null)).toBe(true);
  });
});

describe('how much is shown', () => {
  const lines = (...args: string[]): number =>
    pirqcheck(['check', ...MERGED, '--topology', 'T3', ...args]).out.split('\n').length;

  test('the matrix alone, the shortest, all', () => {
    const [brief, usual, verbose] = [lines('--brief'), lines(), lines('--verbose')];
    expect(brief).toBeLessThan(usual);
    expect(usual).toBeLessThan(verbose);
  });
});
