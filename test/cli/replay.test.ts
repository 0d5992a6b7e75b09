import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';
import { describe, expect, test } from 'vitest';
import { reportSchema, type ResultRecord } from '../../checker/result.js';
import { x86 } from '../../cli/x86.js';
import { folderWith, pirqcheck } from './run.js';

type Found = ResultRecord & { trace: NonNullable<ResultRecord['trace']> };

/** The shortest counterexample of a check. */
function found(args: readonly string[], cwd?: string): Found {
  const { results } = reportSchema.parse(JSON.parse(pirqcheck(['check', '--json', ...args], cwd).out));
  const violated = results.filter((r): r is Found => r.trace !== undefined);
  expect(violated.length).toBeGreaterThan(0);
  return violated.sort((a, b) => a.trace.steps.length - b.trace.steps.length)[0]!;
}

const MERGED = ['--design', 'pvh-6.12-4.20'];
const builtIn = (): Found =>
  found([...MERGED, '--property', 'I5', '--scenario', 'T3/detach-sibling-destroy']);

/** The same token with something else inside. */
function changed(token: string, change: (body: Record<string, unknown>) => void): string {
  const body = JSON.parse(strFromU8(inflateSync(Buffer.from(token.slice(4), 'base64url')))) as Record<
    string,
    unknown
  >;
  change(body);
  return `pq1.${Buffer.from(deflateSync(strToU8(JSON.stringify(body)))).toString('base64url')}`;
}

function replayed(token: string): ResultRecord {
  const { code, out, err } = pirqcheck(['replay', token, '--json']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return reportSchema.parse(JSON.parse(out)).results[0]!;
}

function expectSameRun(one: Found): void {
  const again = replayed(one.trace.token);
  expect(again.trace).toEqual({ ...one.trace, minimal: 'replayed' });
  expect(again).toMatchObject({ property: one.property, design: one.design, verdict: 'violated' });
  expect({ topology: again.topology, scenario: again.scenario }).toEqual({
    topology: one.topology,
    scenario: one.scenario,
  });
}

describe('a token shows the same run again', () => {
  test('of a built-in scenario', () => {
    expectSameRun(builtIn());
  });

  test('of a machine of one’s own', () => {
    const machine = { ...x86.topologies.find((t) => t.name === 'T3')!, name: 'server' };
    const dir = folderWith({ 'm.json': machine });
    expectSameRun(found([...MERGED, '--property', 'I5', '--topology', 'm.json'], dir));
  });

  test('of a random system', () => {
    const args = ['--design', 'rfc-base', '--property', 'I2', '--runs', '10'];
    const { results } = reportSchema.parse(JSON.parse(pirqcheck(['check', '--json', ...args]).out));
    const random = results.find((r) => r.scenario === 'random' && r.trace)!.trace!;
    expect(replayed(random.token).trace).toEqual({ ...random, minimal: 'replayed' });
  });

  test('byte for byte', () => {
    const { token } = builtIn().trace;
    const json = (): string => pirqcheck(['replay', token, '--json']).out;
    expect(json()).toBe(json());
  });

  test('and in words', () => {
    const { trace } = builtIn();
    const { code, out } = pirqcheck(['replay', trace.token]);
    expect(code).toBe(0);
    expect(out).toContain(trace.witness);
    expect(out).toContain(`pirqcheck replay ${trace.token}\n`);
  });
});

describe('a token of another version', () => {
  const foreign = (): string => changed(builtIn().trace.token, (body) => (body['f'] = '0123456789ab'));

  test('is refused with the reason', () => {
    const { code, out, err } = pirqcheck(['replay', foreign()]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(
      /^pirqcheck: token: made by another version of the model \(0123456789ab, .*--force.*\n$/,
    );
  });

  test('is replayed by force', () => {
    expect(pirqcheck(['replay', foreign(), '--force']).code).toBe(0);
  });

  test('says by force where it diverges', () => {
    const token = changed(builtIn().trace.token, (body) => {
      body['f'] = '0123456789ab';
      body['path'] = [...(body['path'] as unknown[]).slice(0, 3), [250, 0]];
    });
    const { code, out, err } = pirqcheck(['replay', token, '--force']);
    expect(code).toBe(1);
    expect(err).toBe('pirqcheck: diverges at move 4 of 4: thread 250 cannot move there\n');
    expect(out).toContain('this run does not violate the property');
  });
});

describe('a token that cannot be used is refused in one line', () => {
  const changes: readonly (readonly [
    what: string,
    change: (b: Record<string, unknown>) => void,
    says: RegExp,
  ])[] = [
    ['another design', (b) => (b['design'] = 'rfc-bas'), /no design "rfc-bas"; did you mean rfc-base\?/],
    ['another property', (b) => (b['property'] = 'I0'), /no property "I0"/],
    ['another scenario', (b) => (b['scenario'] = 'T3/gone'), /no scenario "T3\/gone"/],
    ['another topology', (b) => (b['topology'] = 'T33'), /no topology "T33"/],
    ['a topology that is none', (b) => (b['topology'] = {}), /topology of the token\.format/],
    ['a scenario that is none', (b) => (b['scenario'] = { x: 1 }), /scenario of the token/],
    ['an impossible path', (b) => (b['path'] = [[200, 0]]), /step 1 of the trace is not possible here/],
    ['more than a token has', (b) => (b['more'] = 1), /its contents are not those of a token/],
  ];
  test.each(changes)('%s', (_, change, says) => {
    const { code, out, err } = pirqcheck(['replay', changed(builtIn().trace.token, change)]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(says);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  test('cut off', () => {
    expect(pirqcheck(['replay', builtIn().trace.token.slice(0, -9)]).err).toMatch(/damaged or cut off/);
  });
});
