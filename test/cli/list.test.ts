import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { pirqcheck } from './run.js';

describe.each([
  ['designs', 'pvh-6.12-4.20', 'id', 'pvh-6.12-4.20'],
  ['properties', 'line-identity', 'id', 'D1'],
  ['scenarios', 'T2/irq-as-gsi', 'name', 'T2/irq-as-gsi'],
  ['topologies', 'qemu-microvm3', 'name', 'qemu-microvm3'],
  ['operations', 'xl.attach dev dom', 'verb', 'xl.attach'],
])('list %s', (what, inText, key, inJson) => {
  test('for people', () => {
    const { code, out, err } = pirqcheck(['list', what]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(inText);
  });

  test('as JSON', () => {
    const { out } = pirqcheck(['list', what, '--json']);
    const items = JSON.parse(out) as Record<string, unknown>[];
    expect(items.map((i) => i[key])).toContain(inJson);
  });
});

test.each([
  [[]],
  [['check']],
  [['matrix']],
  [['compare']],
  [['explain']],
  [['synthesize']],
  [['replay']],
  [['import']],
  [['list']],
])('pirqcheck %j --help has examples', (args) => {
  const { code, out, err } = pirqcheck([...args, '--help']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/Examples:\n {2}(sudo|pirqcheck)/);
});

/** What of the catalogue the examples of a command name, by option. */
function namedIn(help: string, option: RegExp): string[] {
  const examples = help.split('\n').filter((line) => line.startsWith('  pirqcheck '));
  return examples.flatMap((line) => {
    const words = line.trim().split(/ {2,}/)[0]!.replaceAll("'", '').split(' ');
    const at = words.findIndex((w) => option.test(w));
    const names = at < 0 ? [] : words.slice(at + 1);
    const end = names.findIndex((w) => w.startsWith('-'));
    return (end < 0 ? names : names.slice(0, end)).filter((w) => !w.endsWith('.json'));
  });
}

test('what the examples of the commands name is there', () => {
  const helps = ['check', 'matrix', 'compare', 'explain', 'synthesize', 'fuzz', 'validate']
    .map((command) => pirqcheck([command, '--help']).out)
    .join('\n');
  const listed = (what: string): Record<string, string>[] =>
    JSON.parse(pirqcheck(['list', what, '--json']).out) as Record<string, string>[];
  const designs = [...namedIn(helps, /^--(designs?|from)$/), ...namedIn(helps, /^(compare|explain)$/)];
  const scenarios = namedIn(helps, /^--scenarios?$/).map((n) => n.replace('*', ''));
  const properties = namedIn(helps, /^--propert(y|ies)$/);
  for (const names of [designs, scenarios, properties]) expect(names.length).toBeGreaterThan(3);
  const ids = listed('designs').map((d) => d['id']);
  expect(designs.filter((d) => !ids.includes(d.split('+')[0]))).toEqual([]);
  const known = listed('scenarios').map((s) => s['name']!);
  expect(
    scenarios.filter((s) => !known.some((k) => k === s || (s.endsWith('/') && k.startsWith(s)))),
  ).toEqual([]);
  const asked = listed('properties').map((q) => q['id']);
  expect(properties.filter((q) => !asked.includes(q))).toEqual([]);
});

test('check --help says what a scenario file is and what the exit code means', () => {
  const { out } = pirqcheck(['check', '--help']);
  expect(out).toContain('"earlyTimeouts": false');
  expect(out).toContain('Exit code: 0 ');
});

test.skipIf(!existsSync('/dev/full'))('a full disk is told in one line', () => {
  const { status, stderr } = spawnSync(
    'sh',
    ['-c', `"${process.execPath}" dist/cli/main.js list designs > /dev/full`],
    {
      encoding: 'utf8',
    },
  );
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: 'pirqcheck: standard output cannot be written (ENOSPC)\n',
  });
});
