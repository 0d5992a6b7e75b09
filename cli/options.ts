import { InvalidArgumentError } from 'commander';

/** A positive whole number. */
export function natural(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new InvalidArgumentError('It must be a whole number from 1 to 999999999.');
  return Number(text);
}

/** A whole number. */
export function whole(text: string): number {
  if (text === '0') return 0;
  return natural(text);
}

/** `1=32`: pins of an IO-APIC by its id. */
export function pinCount(text: string, before: ReadonlyMap<number, number> = new Map()): Map<number, number> {
  const [, id, pins] = /^(\d{1,3})=(\d{1,3})$/.exec(text) ?? [];
  if (id === undefined || Number(pins) < 1 || Number(pins) > 240)
    throw new InvalidArgumentError('It must be an IO-APIC id and a number of pins from 1 to 240, like 1=32.');
  return new Map(before).set(Number(id), Number(pins));
}
