import { expect, test } from 'vitest';
import type { Evaluations } from '../../../generators/acpi/acpiexec.js';
import type { AmlValue, Evaluation } from '../../../generators/acpi/evaluations.js';
import { readNamespace } from '../../../generators/acpi/namespace.js';

const integer = (value: number): AmlValue => ({ kind: 'integer', value });
const pack = (...elements: AmlValue[]): AmlValue => ({ kind: 'package', elements });
const text = (value: string): AmlValue => ({ kind: 'string', value });
const ok = (path: string, value: AmlValue | null): Evaluation => ({ path, status: 'AE_OK', value });
const nothing: Evaluations = {
  _PRT: [],
  _ADR: [],
  _BBN: [],
  _SEG: [],
  _HID: [],
  _CID: [],
  _PRS: [],
  _CRS: [],
};

function read(evaluations: Partial<Evaluations>) {
  const warnings: string[] = [];
  return { ...readNamespace({ ...nothing, ...evaluations }, (w) => warnings.push(w)), warnings };
}

const ROOT = ok('\\_SB.PCI0', integer(0x030ad041));
const LINK = integer(0x0f0cd041);

test('roots are known by _HID or _CID; _CRS is preferred to _BBN', () => {
  const { roots } = read({
    _HID: [ok('\\_SB.A', integer(0x080ad041)), ok('\\_SB.B', text('ACPI0016')), ok('\\_SB.C', integer(1))],
    _CID: [ok('\\_SB.B', pack(text('PNP0A08'), integer(0x030ad041))), ok('\\_SB.C', integer(0x030ad041))],
    _BBN: [ok('\\_SB.A', integer(7)), ok('\\_SB.B', integer(0x40))],
    _SEG: [ok('\\_SB.B', integer(2))],
    _CRS: [
      ok('\\_SB.A', {
        kind: 'buffer',
        value: Buffer.from([0x88, 13, 0, 2, 0, 0, 0, 0, 0x20, 0, 0x3f, 0, 0, 0, 0x20, 0]),
      }),
    ],
  });
  expect(roots.map((r) => [r.path, r.segment, r.bus, r.busSource])).toEqual([
    ['\\_SB.A', 0, 0x20, '_CRS'],
    ['\\_SB.B', 2, 0x40, '_BBN'],
    ['\\_SB.C', 0, 0, 'default'],
  ]);
});

test('the path of a bridge follows _ADR; scopes without one are passed over', () => {
  const { prt, warnings } = read({
    _HID: [ROOT],
    _ADR: [ok('\\_SB.PCI0.RP01', integer(0x1c0005)), ok('\\_SB.PCI0.RP01.X.UP00', integer(0))],
    _PRT: [ok('\\_SB.PCI0', pack()), ok('\\_SB.PCI0.RP01.X.UP00', pack()), ok('\\_SB.ELSE', pack())],
  });
  expect(prt.map((p) => p.bridgePath)).toEqual([
    [],
    [
      [0x1c, 5],
      [0, 0],
    ],
  ]);
  expect(warnings).toEqual(['\\_SB.ELSE._PRT belongs to no PCI root bridge; left out']);
});

test('failed and empty evaluations leave the bus without a table', () => {
  const { prt, warnings } = read({
    _HID: [ROOT],
    _PRT: [{ path: '\\_SB.PCI0', status: 'AE_NOT_FOUND', value: null }, ok('\\_SB.PCI0.P', null)],
  });
  expect(prt.map((p) => [p.status, p.entries])).toEqual([
    ['error:AE_NOT_FOUND', []],
    ['error:empty', []],
  ]);
  expect(warnings).toHaveLength(2);
});

test('entries name links by reference or path; malformed ones are left out', () => {
  const row = (source: AmlValue, index = 0): AmlValue =>
    pack(integer(0x2ffff), integer(1), source, integer(index));
  const { prt, warnings } = read({
    _HID: [ROOT, ok('\\_SB.LNKA', LINK), ok('\\_SB.X.LNKB', LINK), ok('\\_SB.PCI0.LNKB', LINK)],
    _PRT: [
      ok(
        '\\_SB.PCI0',
        pack(
          row(integer(0), 17),
          row({ kind: 'reference', segment: 'LNKA' }),
          row(text('\\_SB.LNKA')),
          row({ kind: 'reference', segment: 'LNKB' }),
          row({ kind: 'reference', segment: 'LNKZ' }),
          pack(integer(0x2ffff), integer(1)),
          integer(3),
        ),
      ),
    ],
  });
  expect(prt[0]!.entries.map((e) => e.to)).toEqual([
    { gsi: 17 },
    { link: '\\_SB.LNKA', index: 0 },
    { link: '\\_SB.LNKA', index: 0 },
    { link: '\\_SB.PCI0.LNKB', index: 0 },
  ]);
  expect(prt[0]!.entries[0]).toMatchObject({ device: 2, function: 0xffff, pin: 1 });
  expect(warnings).toEqual([
    '\\_SB.PCI0._PRT: 2 links are called LNKB; the nearest is taken',
    '\\_SB.PCI0._PRT[4] is malformed; left out',
    '\\_SB.PCI0._PRT[5] is malformed; left out',
    '\\_SB.PCI0._PRT[6] is malformed; left out',
  ]);
});

test('links: possible from _PRS, current from _CRS, null when disabled', () => {
  const irq = (...numbers: number[]): AmlValue => ({
    kind: 'buffer',
    value: Buffer.from([
      0x89,
      2 + 4 * numbers.length,
      0,
      0x0d,
      numbers.length,
      ...numbers.flatMap((n) => [n, 0, 0, 0]),
    ]),
  });
  const { links } = read({
    _HID: [ok('\\A.ON', LINK), ok('\\A.OFF', LINK), ok('\\A.BARE', LINK)],
    _PRS: [ok('\\A.ON', irq(0, 16, 17, 16)), ok('\\A.OFF', irq(18))],
    _CRS: [ok('\\A.ON', irq(17)), ok('\\A.OFF', irq(0))],
  });
  expect(links).toEqual([
    { path: '\\A.ON', possible: [16, 17], trigger: 'level', polarity: 'low', current: 17 },
    { path: '\\A.OFF', possible: [18], trigger: 'level', polarity: 'low', current: null },
    { path: '\\A.BARE', possible: [], trigger: 'level', polarity: 'low', current: null },
  ]);
});
