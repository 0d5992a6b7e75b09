import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ArmTopology } from '../../model/arm/hardware/topology.js';
import { InputError } from '../../model/input-error.js';
import { readFlattened } from './flattened.js';
import { topologyOfTree, type FromTreeOptions } from './topology.js';

/**
 * Makes a topology of a device tree blob, e.g. /sys/firmware/fdt. Throws InputError naming the place when it cannot be read
 * or is none.
 */
export async function importDtb(
  file: string,
  options: FromTreeOptions & { readonly name?: string | undefined } = {},
): Promise<ArmTopology> {
  const blob = await readFile(file).catch((e: unknown) => {
    throw new InputError(file, `cannot be read (${(e as NodeJS.ErrnoException).code})`);
  });
  return topologyOfTree(readFlattened(file, blob), options.name ?? basename(file, '.dtb'), options);
}
