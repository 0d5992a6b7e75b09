import writeFileAtomic from 'write-file-atomic';
import { InputError } from '../model/input-error.js';

/** Writes a file whole or not at all. Throws InputError naming it. */
export async function save(file: string, text: string): Promise<void> {
  try {
    await writeFileAtomic(file, text);
  } catch (e) {
    throw new InputError(file, `cannot be written (${(e as NodeJS.ErrnoException).code})`);
  }
}
