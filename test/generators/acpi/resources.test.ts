import { describe, expect, test } from 'vitest';
import { busRange, firstInterrupt } from '../../../generators/acpi/resources.js';
import { le } from './bytes.js';

const END = [0x79, 0];

describe('first interrupt of a resource template', () => {
  test.each<[string, number[], ReturnType<typeof firstInterrupt>]>([
    [
      'extended, several, level/high',
      [0x89, 14, 0, 0x09, 3, ...le(5, 4), ...le(10, 4), ...le(11, 4), ...END],
      { irqs: [5, 10, 11], trigger: 'level', polarity: 'high' },
    ],
    [
      'extended, level/low',
      [0x89, 6, 0, 0x0d, 1, ...le(16, 4), ...END],
      { irqs: [16], trigger: 'level', polarity: 'low' },
    ],
    [
      'extended, edge/high',
      [0x89, 6, 0, 0x03, 1, ...le(4, 4), ...END],
      { irqs: [4], trigger: 'edge', polarity: 'high' },
    ],
    [
      'small without flags is edge/high',
      [0x22, ...le((1 << 3) | (1 << 15), 2), ...END],
      { irqs: [3, 15], trigger: 'edge', polarity: 'high' },
    ],
    [
      'small, level/low',
      [0x23, ...le(1 << 11, 2), 0x18, ...END],
      { irqs: [11], trigger: 'level', polarity: 'low' },
    ],
    ['small, no bit set', [0x22, 0, 0, ...END], { irqs: [], trigger: 'edge', polarity: 'high' }],
    [
      'behind an I/O port and a start-dependent tag',
      [0x47, 1, 0, 0, 0, 0, 1, 8, 0x30, 0x22, 8, 0, ...END],
      { irqs: [3], trigger: 'edge', polarity: 'high' },
    ],
    ['none', END, null],
    ['after the end tag', [...END, 0x22, 8, 0], null],
    ['cut off', [0x89, 6, 0, 0x0d], null],
    ['count beyond the descriptor', [0x89, 6, 0, 0x0d, 9, ...le(16, 4)], null],
    ['length bytes cut off', [0x89, 6], null],
    ['empty', [], null],
  ])('%s', (_, bytes, expected) => expect(firstInterrupt(Buffer.from(bytes))).toEqual(expected));
});

describe('bus range of a root bridge', () => {
  const word = (type: number, first: number, last: number): number[] => [
    0x88,
    13,
    0,
    type,
    0x0c,
    0,
    ...le(0, 2),
    ...le(first, 2),
    ...le(last, 2),
    ...le(0, 2),
    ...le(last - first + 1, 2),
  ];
  test.each<[string, number[], ReturnType<typeof busRange>]>([
    ['word', [...word(1, 0, 0xcf7), ...word(2, 0x40, 0x7f), ...END], [0x40, 0x7f]],
    [
      'double word',
      [0x87, 23, 0, 2, 0, 0, ...le(0, 4), ...le(0x80, 4), ...le(0xff, 4), ...le(0, 8), ...END],
      [0x80, 0xff],
    ],
    [
      'quad word',
      [0x8a, 43, 0, 2, 0, 0, ...le(0, 8), ...le(3, 8), ...le(5, 8), ...le(0, 16), ...END],
      [3, 5],
    ],
    ['only I/O ports', [...word(1, 0, 0xcf7), ...END], null],
    ['too short', [0x88, 4, 0, 2, 0, 0, 0, ...END], null],
  ])('%s', (_, bytes, expected) => expect(busRange(Buffer.from(bytes))).toEqual(expected));
});
