import type { Machine } from '../checker/subject.js';
import { InputError } from '../model/input-error.js';

/** The address of a device as its machine has it; the segment 0000: may be left out. Throws InputError for an unknown one. */
export function deviceNamed(topology: Machine, address: string): string {
  const full = /^[0-9a-f]{2}:/i.test(address) ? `0000:${address}` : address;
  const found = topology.devices.find((d) => d.sbdf === full.toLowerCase());
  if (!found) throw new InputError('--device', `${address} is not a device of ${topology.name}`);
  return found.sbdf;
}
