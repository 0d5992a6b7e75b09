import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hasAcpiexec } from '../../generators/acpi/acpiexec.js';
import { parseArmTopology } from '../../model/arm/hardware/topology.js';
import { parseTopology } from '../../model/hardware/topology.js';
import { folderWith, pirqcheck } from './run.js';

const tables = join(import.meta.dirname, '../fixtures/qemu-microvm3');
const functions = join(tables, 'pci.txt');
const skipped = (await hasAcpiexec()) ? '' : ' (skipped: acpiexec is not installed)';

describe.skipIf(skipped)(`import${skipped}`, () => {
  test('writes a topology that check takes', () => {
    const dir = folderWith({});
    const args = ['import', '--acpi', tables, '--functions', functions, '-o', 'machine.json'];
    const { code, out } = pirqcheck(args, dir);
    expect(code).toBe(0);
    expect(out).toContain('Next: pirqcheck check --topology machine.json');
    expect(readdirSync(dir)).toEqual(['machine.json']);
    const topology = parseTopology(JSON.parse(readFileSync(join(dir, 'machine.json'), 'utf8')), 'machine');
    expect(topology.name).toBe('qemu-microvm3');
    const checked = ['check', '--topology', 'machine.json', '--design', 'pv-6.1-4.17', '--brief'];
    expect(pirqcheck(checked, dir).out).toContain('line-identity');
  });

  test('prints the topology as JSON', () => {
    const args = ['import', '--acpi', tables, '--name', 'mine', '--pins', '1=8', '--json'];
    const topology = parseTopology(JSON.parse(pirqcheck(args).out), 'stdout');
    expect(topology.name).toBe('mine');
    expect(topology.ioapics.map((io) => io.pins)).toEqual([24, 8]);
  });

  test('refuses the pins of an IO-APIC that is not there', () => {
    const dir = folderWith({});
    const { code, err } = pirqcheck(['import', '--acpi', tables, '--pins', '7=24', '-o', 'm.json'], dir);
    expect(code).toBe(2);
    expect(err).toBe('pirqcheck: --pins: there is no IO-APIC 7; the ids are 0 1\n');
    expect(existsSync(join(dir, 'm.json'))).toBe(false);
  });

  test('refuses a file that cannot be written', () => {
    const { code, err } = pirqcheck(['import', '--acpi', tables, '-o', 'nowhere/m.json'], folderWith({}));
    expect(code).toBe(2);
    expect(err).toMatch(/nowhere\/m\.json: cannot be written \(ENOENT\)\n$/);
  });
});

describe('import of a device tree', () => {
  const blob = join(import.meta.dirname, '../fixtures/qemu-virt/its-smmuv3.dtb');

  test('writes a topology and says what is in it', () => {
    const dir = folderWith({});
    const { code, out, err } = pirqcheck(['import', '--dtb', blob, '-o', 'machine.json'], dir);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatchInlineSnapshot(`
      "its-smmuv3: 2 functions on 1 root complex
        root complex pcie@10000000: linux,pci-domain 0, buses 0-255
          iommu-map: 0x0-0xffff -> smmuv3@9050000 0x0-0xffff
          msi-map: 0x0-0xffff -> its@8080000 0x0-0xffff
        SMMUv3 smmuv3@9050000
        ITS its@8080000
      Written to machine.json. Next: pirqcheck check --topology machine.json
      "
    `);
    const topology = parseArmTopology(JSON.parse(readFileSync(join(dir, 'machine.json'), 'utf8')), 'machine');
    expect(topology.name).toBe('its-smmuv3');
  });

  test('which check takes: what thread 002 is about shows on it', { timeout: 30_000 }, () => {
    const dir = folderWith({});
    pirqcheck(['import', '--dtb', blob, '-o', 'machine.json'], dir);
    const args = ['check', '--topology', 'machine.json', '--design', 'm0-nothing', '--property', 'ARM-L1'];
    const { code, out } = pirqcheck(args, dir);
    expect(code).toBe(1);
    expect(out).toMatch(/MAPTI\(dom1, DeviceID 0x0, .*\) -> -EPERM/);
    expect(out).toContain(
      '0000:00:01.0 (pcie@10000000) is smmuv3@9050000 StreamID 0x8 and its@8080000 DeviceID 0x8',
    );
  });

  test('takes the functions that are there', () => {
    const dir = folderWith({ 'pci.txt': '0000:03:00.0 class=0x020000 pin=01 secbus=00\n' });
    const { out } = pirqcheck(['import', '--dtb', blob, '--functions', 'pci.txt', '--json'], dir);
    expect(parseArmTopology(JSON.parse(out), 'stdout').devices.map((d) => d.sbdf)).toEqual(['0000:03:00.0']);
  });
});

const machines = process.env['PIRQCHECK_MACHINES'];
const h8qg6 = machines && join(machines, 'supermicro-h8qg6-58e826');

describe.skipIf(skipped || !h8qg6 || !existsSync(h8qg6))('a real server with three IO-APICs', () => {
  test('shows thread 000 with its own numbers', () => {
    const dir = folderWith({});
    expect(pirqcheck(['import', '--acpi', h8qg6!, '-o', 'm.json'], dir).code).toBe(0);
    const { code, out } = pirqcheck(['check', '--topology', 'm.json', '--design', 'rfc-base'], dir);
    expect(code).toBe(1);
    expect(out).toMatch(/I1 line-identity: .*\n.*is bound to GSI 24 .*, which is wired to GSI \d+/);
    expect(out).toContain('IO-APICs with GSI 0-23, 24-55, 56-87');
  });
});
