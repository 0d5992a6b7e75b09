import { expect, test } from 'vitest';
import { parseEvaluations, unpadded } from '../../../generators/acpi/evaluations.js';

test('names lose their padding', () => {
  expect(['\\_SB_.PCI0.S00_', '\\_SB_.P___', '\\_SB_.A_B_'].map(unpadded)).toEqual([
    '\\_SB.PCI0.S00',
    '\\_SB.P',
    '\\_SB.A_B',
  ]);
});

const OUTPUT = String.raw`
- all _PRT
Executing all objects with NameSeg: _PRT
ACPI Exec: Global:    Received a Device Notify on [CPU0] 0x5651 Value 0x80 (Status Change)
\_SB_.PCI0._PRT                  returned AE_OK
Evaluation of \_SB_.PCI0._PRT returned object 0x7f3ed8005910, external buffer length 3C18
  [Package] Contains 2 Elements:
    [Package] Contains 4 Elements:
      [Integer] = 000000000001FFFF
      [Integer] = 0000000000000000
      [Object Reference] = 0x55ae4b7bbbd0 <Node>            Name GSI_ Device
      [Integer] = 0000000000000000
    [Package] Contains 0 Elements:

Firmware Error (ACPI): Could not resolve symbol [\_SB.PCI0.RP06._PRT.AR08], AE_NOT_FOUND
\_SB_.PCI0.RP06._PRT             returned AE_NOT_FOUND
\_SB_.PCI0.RP07._PRT             returned AE_OK
No object was returned from evaluation of \_SB_.PCI0.RP07._PRT
Evaluated 3 names in the namespace
- all _CRS
Executing all objects with NameSeg: _CRS
\_SB_.LNKA._CRS                  returned AE_OK
Evaluation of \_SB_.LNKA._CRS returned object 0x7f, external buffer length 28
  [Buffer] Length 04 =     0000: 22 08 00 79                                      // "..y

\_SB_.PCI0._CRS                  returned AE_OK
Evaluation of \_SB_.PCI0._CRS returned object 0x7f, external buffer length 30
  [Buffer] Length 13 =
    0000: 89 0E 00 09 03 05 00 00 00 0A 00 00 00 0B 00 00  // ................
    0010: 00 79 00                                         // .y.

Evaluated 2 names in the namespace
- all _HID
Executing all objects with NameSeg: _HID
\_SB_.PCI0._HID                  returned AE_OK
Evaluation of \_SB_.PCI0._HID returned object 0x7f, external buffer length 20
  [String] Length 07 = "PNP0A06"
`;

test('packages, references, failures and buffers', () => {
  const results = parseEvaluations(OUTPUT);
  expect(results.get('_PRT')).toEqual([
    {
      path: '\\_SB.PCI0',
      status: 'AE_OK',
      value: {
        kind: 'package',
        elements: [
          {
            kind: 'package',
            elements: [
              { kind: 'integer', value: 0x1ffff },
              { kind: 'integer', value: 0 },
              { kind: 'reference', segment: 'GSI' },
              { kind: 'integer', value: 0 },
            ],
          },
          { kind: 'package', elements: [] },
        ],
      },
    },
    { path: '\\_SB.PCI0.RP06', status: 'AE_NOT_FOUND', value: null },
    { path: '\\_SB.PCI0.RP07', status: 'AE_OK', value: null },
  ]);
  expect(
    results.get('_CRS')!.map((e) => e.value?.kind === 'buffer' && e.value.value.toString('hex')),
  ).toEqual(['22080079', '890e000903050000000a0000000b0000007900']);
});

test('a command that did not come to its end has no result', () => {
  const results = parseEvaluations(OUTPUT);
  expect([results.has('_CRS'), results.has('_HID')]).toEqual([true, false]);
});
