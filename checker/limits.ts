import { ModelBound } from '../model/model.js';

/** Makes an end of the search at hand, which then is inconclusive; what it found so far counts. */
export class LimitReached extends ModelBound {
  constructor(
    limit: string,
    /** Nobody wants to wait: not even states that were found already are looked at any more. */
    readonly atOnce = false,
  ) {
    super('');
    this.name = 'LimitReached';
    this.message = limit;
  }
}

export const tooManyStates = (most: number): LimitReached => new LimitReached(`more than ${most} states`);

/** The system refuses memory in the middle of something: what the search holds is not whole. */
export class NoMemory extends LimitReached {
  constructor(bytes: number) {
    super(`no memory for another ${inBytes(bytes)}`, true);
    this.name = 'NoMemory';
  }
}

/** 1234567890 bytes -> `1.1 GiB`. */
export function inBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 2 ** (10 * power);
  return `${value < 10 && power > 0 ? value.toFixed(1) : value.toFixed(0)} ${units[power]!}`;
}

/** As many 32-bit words as the system has room for of two numbers, all 0. Throws NoMemory where there is none. */
export function newWords(preferred: number, least = preferred): Int32Array<ArrayBuffer> {
  try {
    return new Int32Array(preferred);
  } catch (e) {
    if (!(e instanceof RangeError)) throw e;
    if (least < preferred) return newWords(least);
    throw new NoMemory(4 * least);
  }
}
