import { InvalidArgumentError } from 'commander';
import { InputError } from '../model/input-error.js';

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

/** `512M`, `1.5G`: a size in bytes. */
export function size(text: string): number {
  const [, number, unit] = /^(\d{1,6}(?:\.\d{1,3})?)([MGT])i?B?$/i.exec(text) ?? [];
  const bytes = Number(number) * 2 ** { M: 20, G: 30, T: 40 }[(unit ?? 'M').toUpperCase() as 'M'];
  if (number === undefined || bytes < 2 ** 20)
    throw new InvalidArgumentError('It must be a size of at least 1M, like 512M or 4G.');
  return Math.floor(bytes);
}

/** What all randomness comes from: a line of text. Throws InputError. */
export function seedText(text: string): string {
  if (text.trim() === '' || /\p{Cc}/u.test(text)) throw new InputError('--seed', 'must be a line of text');
  return text;
}
