import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import writeFileAtomic from 'write-file-atomic';
import { LabError } from '../lab-error.js';
import { cacheFolder } from '../packages/cache.js';
import { temporaryFolder } from '../temporary-folder.js';
import { acpiBlobs } from './acpi-blobs.js';
import { biosWithFakeIoapic, patchTables, type Patch } from './acpi-patch.js';
import { findTables, type Tables } from './acpi-tables.js';
import { startQemu } from './qemu.js';

const BIOS = ['/usr/share/seabios/bios-256k.bin', '/usr/share/qemu/bios-256k.bin'];
const BIOS_AREA = { at: 0xe0000, size: 0x20000 };
const TOP = 0x40000;
const MIB = 1 << 20;

/**
 * QEMU arguments that boot the machine with patched firmware tables. They are taken from the machine's own, which SeaBIOS
 * leaves in memory. `machine`: the arguments that decide what the tables say. `memory`: MiB, at most 2048 below 4 GiB.
 */
export async function patchedFirmware(
  machine: readonly string[],
  memory: number,
  patch: Patch,
): Promise<string[]> {
  const key = createHash('sha256')
    .update(JSON.stringify([machine, memory, patch]))
    .digest('hex')
    .slice(0, 16);
  const folder = cacheFolder('firmware', key);
  if (!existsSync(join(folder, 'loader'))) {
    mkdirSync(folder, { recursive: true });
    const { tables, rsdt } = await capture(machine, memory);
    patchTables(tables, patch);
    const blobs = acpiBlobs(tables, rsdt);
    writeFileAtomic.sync(join(folder, 'bios'), bios(patch));
    for (const name of ['tables', 'rsdp', 'loader'] as const)
      writeFileAtomic.sync(join(folder, name), blobs[name]);
  }
  const item = (name: string, file: string): string[] => [
    '-fw_cfg',
    `name=${name},file=${join(folder, file)}`,
  ];
  return [
    '-bios',
    join(folder, 'bios'),
    ...item('etc/acpi/tables', 'tables'),
    ...item('etc/acpi/rsdp', 'rsdp'),
    ...item('etc/table-loader', 'loader'),
  ];
}

function bios(patch: Patch): Buffer {
  const found = BIOS.find((f) => existsSync(f));
  if (!found) throw new LabError('no SeaBIOS found; get it with: apt-get install seabios');
  const image = readFileSync(found);
  return patch.secondBase > 0 ? biosWithFakeIoapic(image) : image;
}

async function capture(
  machine: readonly string[],
  memory: number,
): Promise<{ tables: Tables; rsdt: Buffer }> {
  const qemu = await startQemu([...machine, '-m', `${memory}`, '-net', 'none']);
  const folder = temporaryFolder();
  try {
    // q35 has at most 2 GiB below the PCI hole.
    const topBase = Math.min(memory, 2048) * MIB - TOP;
    const read = async (at: number, size: number): Promise<Buffer> => {
      const file = join(folder.path, `${at}`);
      await qemu.monitor(`pmemsave ${at} ${size} "${file}"`);
      return readFileSync(file);
    };
    for (let tries = 0; tries < 100; tries++) {
      const found = findTables(await read(BIOS_AREA.at, BIOS_AREA.size), await read(topBase, TOP), topBase);
      if (found) return found;
      await delay(200);
    }
    throw new LabError('the machine firmware made no ACPI tables');
  } finally {
    qemu.stop();
    folder.remove();
  }
}
