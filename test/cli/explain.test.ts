import { describe, expect, test } from 'vitest';
import { folderWith, pirqcheck } from './run.js';

describe('pirqcheck explain', () => {
  test('judges the objections now, and shows the step that each one is', () => {
    const { code, out, err } = pirqcheck(['explain', 'rfc-base']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const line of ['proposal', 'objection', 'scenario', 'verdict', 'fate'])
      expect(out).toMatch(new RegExp(`^${line} `, 'm'));
    expect(out).toMatch(/verdict +violated in \d+ steps, observed always/);
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      'XEN_DOMCTL_irq_permission(dom1, pirq 17, grant) -> -EPERM',
    );
  });

  test('as JSON, of a combination nobody has argued about', () => {
    const { code, out } = pirqcheck(['explain', 'pvh-6.12-4.20+lookup-reference=put', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      design: { base: 'pvh-6.12-4.20' },
      changes: [{ choice: 'lookup-reference', from: 'kept', to: 'put' }],
      objections: [],
    });
  });
});

test.each([
  [[], /missing required argument 'design'/],
  [['rfc-bse'], /did you mean rfc-base\?/],
  [['rfc-base', 'pvh-6.12-4.20'], /too many arguments/],
])('explain %j is refused in one line', (args, says) => {
  const { code, out, err } = pirqcheck(['explain', ...args], folderWith({}));
  expect(err).toMatch(says);
  expect(err.trimEnd().split('\n')).toHaveLength(1);
  expect({ code, out }).toEqual({ code: 2, out: '' });
});
