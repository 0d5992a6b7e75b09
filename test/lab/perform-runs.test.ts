import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EmulationError, LabError } from '../../lab/lab-error.js';
import { topologyOf } from '../../lab/machine/topologies.js';
import { performRuns, type Job } from '../../lab/perform-runs.js';
import type { runScenario } from '../../lab/run/boot.js';
import { systemNamed } from '../../lab/run/system.js';
import { machines } from '../../lab/scenarios/machines.js';
import { style } from '../../reports/style.js';
import { CONSOLE } from './observe/console.js';

const job = (name: string): Job => ({
  name,
  system: systemNamed('pvh-6.12-4.20'),
  topology: topologyOf(machines[0]!, 2),
  scenario: {
    name,
    threads: { a: ['xl.assignable-add 00:06.0', 'xl.attach 00:06.0 dom1'] },
    paused: ['dom1'],
  },
});
const jobs = ['first', 'second', 'third'].map(job);

describe('the runs of the lab, one after another', () => {
  let folder = '';
  let said: string[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pirqcheck-runs-'));
    vi.stubEnv('XDG_CACHE_HOME', folder);
    said = [];
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  const record = (): string => join(folder, 'recordings');
  const recorded = (): string[] => (existsSync(record()) ? readdirSync(record()).sort() : []);

  /** Boots nothing: a run's console is CONSOLE, or what `fate` makes of it at its first boot, its second .... */
  const perform = async (
    fate: Readonly<Record<string, (attempt: number) => string>> = {},
    of = jobs,
    past = { commit: 'c1', goesOn: false },
  ): Promise<{ code: number; booted: string[] }> => {
    const booted: string[] = [];
    const boot: typeof runScenario = async (_system, _topology, { name }, transcript) => {
      booted.push(name);
      const text = fate[name]?.(booted.filter((b) => b === name).length) ?? CONSOLE;
      text.split('\n').forEach((line) => transcript.add(line.replace(/^\[ *[\d.]+\] /, '')));
    };
    const say = (line: string): void => void said.push(line);
    const code = await performRuns(of, { say, style: style(false), record: record() }, past, boot);
    return { code, booted };
  };
  const fails = (e: Error) => (): never => {
    throw e;
  };

  it('are recorded, counted and summed up', async () => {
    expect(await perform()).toEqual({ code: 0, booted: ['first', 'second', 'third'] });
    expect(recorded()).toEqual(['first.json', 'second.json', 'third.json']);
    expect(said[1]).toMatch(/^2\/3 second: 2 operations in \d+ s, the model agrees$/);
    expect(said.at(-1)).toMatch(/^3 of 3 recordings agree with the model; \d+ comparisons$/);
  });

  it('go on after one that cannot be made, read or understood, and the end names it: inconclusive', async () => {
    const fate = {
      first: fails(new LabError('dom0 failed: xl create dom1')),
      second: () => CONSOLE.replace('XTR> 0 hvm', 'XTR> 0(XEN hvm'),
    };
    expect((await perform(fate)).code).toBe(3);
    expect(recorded()).toEqual(['third.json']);
    expect(said[0]).toBe('1/3 first: dom0 failed: xl create dom1');
    expect(said[1]).toMatch(/^2\/3 second: second:\d+: cannot be read: XTR> 0\(XEN hvm/);
    expect(said.at(-1)).toBe('2 of 3 runs came to nothing: first second');
    expect((await perform({ second: fails(new Error('disk full')) })).code).toBe(3);
  });

  it('are booted once more where the machine hangs, not twice', async () => {
    const silent = new EmulationError('the console has gone silent');
    const once = (attempt: number): string => (attempt === 1 ? fails(silent)() : CONSOLE);
    expect(await perform({ first: once })).toEqual({
      code: 0,
      booted: ['first', 'first', 'second', 'third'],
    });
    expect(await perform({ third: fails(silent) })).toEqual({
      code: 3,
      booted: ['first', 'second', 'third', 'third'],
    });
  });

  it('differ from the model where one does, whatever became of the others', async () => {
    const fate = {
      first: fails(new LabError('dom0 failed')),
      second: () => CONSOLE.replace('@@RC 1 0', '@@RC 1 1'),
    };
    expect((await perform(fate)).code).toBe(1);
    expect(recorded()).toEqual(['second.json', 'third.json']);
  });

  it('throw what befell the only one', async () => {
    await expect(perform({ first: fails(new LabError('dom0 failed')) }, [jobs[0]!])).rejects.toThrow(
      'dom0 failed',
    );
  });

  it('go on where they were killed: what the same commit has run whole is read again, not booted', async () => {
    await perform({ second: fails(new LabError('dom0 failed')) }, jobs.slice(0, 2));
    const before = readFileSync(join(record(), 'first.json'), 'utf8');
    rmSync(record(), { recursive: true });
    expect(await perform({}, jobs, { commit: 'c1', goesOn: true })).toEqual({
      code: 0,
      booted: ['second', 'third'],
    });
    expect(said.filter((l) => l.includes('run before')).map((l) => l.slice(0, 10))).toEqual(['1/3 first:']);
    expect(readFileSync(join(record(), 'first.json'), 'utf8')).toBe(before);
    expect((await perform({}, jobs, { commit: 'c2', goesOn: true })).booted).toEqual([
      'first',
      'second',
      'third',
    ]);
    expect((await perform({}, jobs, { commit: 'c2', goesOn: false })).booted).toHaveLength(3);
  });
});
