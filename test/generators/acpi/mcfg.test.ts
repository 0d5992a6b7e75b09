import { describe, expect, test } from 'vitest';
import { parseMcfg } from '../../../generators/acpi/mcfg.js';
import { parseTable } from '../../../generators/acpi/tables.js';
import { le, mcfg, table } from './bytes.js';

const parse = (content: Buffer) => parseMcfg(parseTable('MCFG.dat', content, () => {}));

test('several segments, one of them above 4 GiB', () => {
  expect(
    parse(
      mcfg([
        { base: 0xe0000000, segment: 0, start: 0, end: 0xff },
        { base: 0x10_0000_0000, segment: 1, start: 0x40, end: 0x7f },
      ]),
    ),
  ).toEqual([
    { base: 0xe0000000, segment: 0, startBus: 0, endBus: 0xff },
    { base: 0x10_0000_0000, segment: 1, startBus: 0x40, endBus: 0x7f },
  ]);
});

test('none', () => expect(parse(mcfg([]))).toEqual([]));

describe('an MCFG is refused when it ends', () => {
  test.each<[string, Buffer]>([
    ['before the first structure', table('MCFG', le(0, 4))],
    ['in a structure', table('MCFG', le(0, 8 + 15))],
  ])('%s', (_, content) => expect(() => parse(content)).toThrow(/^MCFG\.dat: truncated/));
});
