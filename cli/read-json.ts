import { readFileSync } from 'node:fs';
import { InputError } from '../model/input-error.js';

/** Reads a text file. Throws InputError naming it. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (e) {
    throw new InputError(file, `cannot be read (${(e as NodeJS.ErrnoException).code})`);
  }
}

/** Reads a JSON file. Throws InputError naming it. */
export function readJson(file: string): unknown {
  const text = readText(file);
  try {
    return JSON.parse(text);
  } catch (e) {
    throw new InputError(file, `is not JSON: ${(e as Error).message}`);
  }
}

/** Does something with what was read from a file: where that cannot be used the InputError names the file. */
export function inFile<T>(file: string, use: () => T): T {
  try {
    return use();
  } catch (e) {
    if (!(e instanceof InputError) || e.place.startsWith(file)) throw e;
    throw new InputError(file, e.message);
  }
}
