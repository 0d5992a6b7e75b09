import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFlattened } from '../../../generators/dtb/flattened.js';
import { nodesOf, pathOf, type DtNode } from '../../../generators/dtb/node.js';
import { topologyOfTree } from '../../../generators/dtb/topology.js';
import { assertSeeded } from '../../../generators/seed.js';
import { InputError } from '../../../model/input-error.js';
import { machine } from './machine.js';
import { blobOf, type BlobOptions, type NodeSource } from './write.js';

const complaint = (act: () => unknown): string => {
  try {
    act();
  } catch (e) {
    if (e instanceof InputError) return e.message;
    throw e;
  }
  return '';
};
const complaintAbout = (blob: Buffer): string => complaint(() => readFlattened('x.dtb', blob));
const empty: NodeSource = {};
const name = (text: string): Buffer => Buffer.from(text.padEnd((text.length + 4) & ~3, '\0'));
const nested = (depth: number): (number | Buffer)[] => [
  ...Array.from({ length: depth }, (_, i) => [1, name(i === 0 ? '' : 'n')]).flat(),
  ...Array.from({ length: depth }, () => 2),
  9,
];

test('nodes, properties and their order', () => {
  const { root } = readFlattened('x.dtb', blobOf(machine()));
  expect([...nodesOf(root)].map(pathOf)).toEqual([
    '/',
    '/smmu@1000',
    '/intc@2000',
    '/intc@2000/its@3000',
    '/pcie@4000',
  ]);
  expect([...root.properties.keys()]).toEqual(['#address-cells', '#size-cells', 'model']);
});

test('nodes that do nothing, and a file that goes on behind the blob', () => {
  const blob = blobOf(empty, { structure: [4, 1, name(''), 4, 1, name('a'), 2, 4, 2, 4, 9, 77] });
  const { root } = readFlattened('x.dtb', Buffer.concat([blob, Buffer.alloc(100, 0xff)]));
  expect(root.children.map((n: DtNode) => n.name)).toEqual(['a']);
});

test('version 16, whose header does not have the size of the structure block', () => {
  const blob = blobOf(machine(), { header: { 5: 16, 9: 0xffff_ffff } });
  expect(readFlattened('x.dtb', blob).root.children).toHaveLength(3);
});

test('as deep as Linux reads', () => {
  expect(complaintAbout(blobOf(empty, { structure: nested(64) }))).toBe('');
});

describe('what is broken gets one line', () => {
  const structures: readonly (readonly [string, NonNullable<BlobOptions['structure']>, RegExp])[] = [
    ['nothing in it', [], /structure block at byte 56: ends before the tree does/],
    ['no root', [9], /at byte 56: does not begin with a node/],
    ['a named root', [1, name('root'), 2, 9], /the root node has a name/],
    ['an unknown token', [1, name(''), 7, 2, 9], /at byte 64: unknown token 7 in \//],
    ['an early end', [1, name(''), 1, name('a'), 9], /at byte 72: ends inside \/a/],
    ['no end', [1, name(''), 2], /ends before the tree does/],
    ['a second root', [1, name(''), 2, 1, name('b'), 2, 9], /at byte 68: goes on after the root node/],
    ['a child without a name', [1, name(''), 1, name(''), 2, 2, 9], /a node without a name in \//],
    ['a slash in a name', [1, name(''), 1, name('a/b'), 2, 2, 9], /a node name with a slash: a\/b/],
    ['a name that is no ASCII', [1, name(''), 1, name('a\nb'), 2, 2, 9], /node name that is not plain ASCII/],
    [
      'a name without end',
      [1, name(''), 1, Buffer.alloc(400, 'a'), 2, 2, 9],
      /a node name that does not end/,
    ],
    ['nodes too deep', nested(65), /nested deeper than 64/],
    [
      'a property name out of bounds',
      [1, name(''), 3, 0, 1000, 2, 9],
      /strings block at byte \d+: a property name/,
    ],
    ['a value out of bounds', [1, name(''), 3, 1000, 0, 2, 9], /property name/],
  ];
  test.each(structures)('%s', (_, structure, says) => {
    expect(complaintAbout(blobOf(empty, { structure }))).toMatch(says);
  });

  const headers: readonly (readonly [string, Readonly<Record<number, number>>, RegExp])[] = [
    ['wrong magic', { 0: 0xd00dfeee }, /x\.dtb: not a device tree blob: it does not begin with d00dfeed$/],
    ['larger than the file', { 1: 100_000 }, /truncated: its header says 100000 bytes, the file has \d+/],
    ['an old version', { 5: 3, 6: 1 }, /version 3 \(compatible with 1\); 16 and 17 can be read/],
    ['a future version', { 5: 20, 6: 18 }, /version 20/],
    ['structure block in the header', { 2: 8 }, /bad offset: the structure block is at bytes 8/],
    ['structure block out of bounds', { 2: 0xffff_fff0 }, /bad offset: the structure block/],
    ['structure block too long', { 9: 0xffff_ffff }, /bad offset: the structure block/],
    ['structure block between cells', { 2: 58, 9: 8 }, /byte 58, not a multiple of 4/],
    ['strings block out of bounds', { 3: 0x7fff_ffff }, /bad offset: the strings block/],
    ['strings block too long', { 8: 0x7fff_ffff }, /bad offset: the strings block/],
  ];
  test.each(headers)('%s', (_, header, says) => {
    expect(complaintAbout(blobOf(machine(), { header }))).toMatch(says);
  });

  test('a value that goes beyond the block', () => {
    const blob = blobOf({ properties: { a: 1 } });
    blob.writeUInt32BE(4000, 56 + 12);
    expect(complaintAbout(blob)).toMatch(/at byte 64: the 4000 bytes of \/ a go beyond it/);
  });

  test('a property that is there twice', () => {
    const blob = blobOf({ properties: { a: 1, b: 2 } });
    blob.writeUInt32BE(0, 56 + 8 + 16 + 8);
    expect(complaintAbout(blob)).toMatch(/at byte 80: \/ has property a twice/);
  });

  test('a property behind a child node', () => {
    const blob = blobOf({ properties: { a: 1 }, children: { c: {} } });
    const [root, property, child] = [blob.subarray(56, 64), blob.subarray(64, 80), blob.subarray(80, 92)];
    const moved = Buffer.concat([blob.subarray(0, 56), root, child, property, blob.subarray(92)]);
    expect(complaintAbout(moved)).toMatch(/at byte 76: property a comes after a child node of \//);
  });

  test('source and compressed blobs are told what to do', () => {
    expect(complaintAbout(Buffer.from('/dts-v1/;\n/ {};'))).toMatch(
      /this is its source, compile it with dtc/,
    );
    expect(complaintAbout(Buffer.from([0x1f, 0x8b, 8, 0]))).toMatch(/compressed, unpack it with gunzip/);
    expect(complaintAbout(Buffer.alloc(0))).toMatch(/not a device tree blob/);
    expect(complaintAbout(blobOf(empty).subarray(0, 20))).toMatch(
      /truncated: 20 bytes, the header alone has 40/,
    );
  });

  test('every place where a blob can be cut', () => {
    const blob = blobOf(machine());
    for (let length = 0; length < blob.length; length++)
      expect(complaintAbout(blob.subarray(0, length))).not.toBe('');
  });
});

describe('whatever the bytes are, a topology or one line', () => {
  const attempt = (blob: Buffer): string =>
    complaint(() => topologyOfTree(readFlattened('x.dtb', blob), 'x'));

  test('any bytes', () => {
    assertSeeded(
      'any bytes',
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(attempt(Buffer.from(bytes))).toMatch(/^x\.dtb: [^\n]+$/);
      }),
      { numRuns: 1000 },
    );
  });

  test('a good blob with bytes or cells changed, or cut', () => {
    const good = blobOf(machine({ 'iommu-map-mask': 0xffff }));
    const patch = fc.record({
      at: fc.nat(good.length - 4),
      value: fc.oneof(fc.nat(12), fc.nat(0xffff), fc.constant(0xffff_ffff)),
      cell: fc.boolean(),
    });
    const cuts = fc.nat(9 * good.length).map((n) => Math.min(n, good.length));
    const seen = { accepted: 0, refused: 0 };
    assertSeeded(
      'patched blob',
      fc.property(fc.array(patch, { minLength: 1, maxLength: 3 }), cuts, (patches, cut) => {
        const blob = Buffer.from(good);
        for (const { at, value, cell } of patches)
          if (cell) blob.writeUInt32BE(value, at & ~3);
          else blob.writeUInt8(value & 0xff, at);
        const says = attempt(blob.subarray(0, cut));
        expect(says).toMatch(/^(x\.dtb: [^\n]+)?$/);
        seen[says === '' ? 'accepted' : 'refused']++;
      }),
      { numRuns: 3000 },
    );
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(300);
  });
});
