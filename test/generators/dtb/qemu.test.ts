import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readFlattened } from '../../../generators/dtb/flattened.js';
import { importDtb } from '../../../generators/dtb/import.js';
import { nodesOf, pathOf } from '../../../generators/dtb/node.js';
import { readSource } from './source.js';

const folder = join(import.meta.dirname, '../../fixtures/qemu-virt');
const machines = ['gicv2m', 'gicv3-no-its', 'its-smmuv3'];
const fileOf = (name: string, kind: string): string => join(folder, `${name}.${kind}`);
const sourceOf = (name: string): ReturnType<typeof readSource> =>
  readSource(readFileSync(fileOf(name, 'dts'), 'utf8'));

describe.each(machines)("QEMU's machine virt: %s", (name) => {
  test('every property of every node is what the source has', () => {
    const tree = readFlattened('x.dtb', readFileSync(fileOf(name, 'dtb')));
    const source = sourceOf(name);
    const read = [...nodesOf(tree.root)].flatMap((node) =>
      [...node.properties].map(([property, value]) => [`${pathOf(node)} ${property}`, value] as const),
    );
    expect(read.map(([key]) => key).sort()).toEqual(Object.keys(source).sort());
    for (const [key, value] of read) {
      const expected = source[key];
      if (expected === null) expect(value, key).toHaveLength(0);
      else if (typeof expected![0] === 'string')
        expect(value.toString('latin1'), key).toBe(`${expected!.join('\0')}\0`);
      else
        expect(
          Array.from({ length: value.length / 4 }, (_, i) => value.readUInt32BE(4 * i)),
          key,
        ).toEqual(expected);
    }
  });

  test('the maps are those of the source', async () => {
    const source = sourceOf(name);
    const nameOf = (phandle: number): string =>
      Object.keys(source)
        .find((key) => key.endsWith(' phandle') && source[key]![0] === phandle)!
        .replace(/ phandle$/, '')
        .replace(/^.*\//, '');
    const mapOf = (property: string): unknown => {
      const cells = source[`/pcie@10000000 ${property}`] as number[] | undefined;
      return cells && [{ rid: cells[0], to: nameOf(cells[1]!), id: cells[2], length: cells[3] }];
    };
    const topology = await importDtb(fileOf(name, 'dtb'));
    expect(topology.name).toBe(name);
    expect(topology.rootComplexes).toEqual([
      {
        name: 'pcie@10000000',
        pciDomain: 0,
        buses: [0, 255],
        iommuMap: mapOf('iommu-map'),
        msiMap: mapOf('msi-map'),
      },
    ]);
  });
});

test('what the maps lead to', async () => {
  const [v2m, none, its] = await Promise.all(machines.map((m) => importDtb(fileOf(m, 'dtb'))));
  expect([v2m!.smmus, v2m!.msiControllers.map((c) => [c.name, c.kind])]).toEqual([
    [],
    [['v2m@8020000', 'gicv2m']],
  ]);
  expect([none!.smmus, none!.msiControllers]).toEqual([[], []]);
  expect(its!.smmus.map((s) => [s.name, s.version])).toEqual([['smmuv3@9050000', 3]]);
  expect(its!.msiControllers.map((c) => [c.name, c.kind])).toEqual([['its@8080000', 'its']]);
});

test('the committed example is what the blob imports to', async () => {
  const file = join(import.meta.dirname, '../../../generators/examples/qemu-virt-smmuv3.json');
  const imported = await importDtb(fileOf('its-smmuv3', 'dtb'), { name: 'qemu-virt-smmuv3' });
  expect(imported).toEqual(JSON.parse(readFileSync(file, 'utf8')));
});
