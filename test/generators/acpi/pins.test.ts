import { expect, test } from 'vitest';
import { inferPins } from '../../../generators/acpi/pins.js';

test.each<[string, number[], boolean, number, number[]]>([
  ['one IO-APIC', [0], false, 23, [24]],
  ['one IO-APIC of an Intel PCH with GSIs above 23', [0], false, 34, [120]],
  ['one IO-APIC on AMD', [0], true, 34, [24]],
  ['two on Intel', [0, 24], false, 47, [24, 24]],
  ['two on AMD', [0, 24], true, 23, [24, 32]],
  ['three packed', [0, 24, 56], false, 87, [24, 32, 32]],
  ['three of 24', [0, 24, 48], false, 71, [24, 24, 24]],
  ['many small ones (X299)', [0, 24, 32, 40, 48], false, 71, [24, 8, 8, 8, 8]],
  ['padded bases (PowerEdge R820)', [0, 32, 64, 96, 128], false, 140, [24, 24, 24, 24, 24]],
  ['unsorted (ROG Zenith II)', [0, 120, 88, 56, 24], true, 151, [24, 32, 32, 32, 32]],
  ['a second base inside the usual range', [0, 16], false, 20, [16, 24]],
])('pin counts of %s', (_, bases, amd, highestPrtGsi, expected) => {
  expect(inferPins(bases, { amd, highestPrtGsi })).toEqual(expected);
});
