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
