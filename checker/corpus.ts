import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  opendirSync,
  readdirSync,
  readFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { InputError } from '../model/input-error.js';
import { parseFind, type Find, type Parsers } from './find.js';

/** A find and the file it is in. */
export interface Filed {
  readonly file: string;
  readonly find: Find;
}

/** What a folder of finds holds. */
export interface Corpus {
  readonly finds: readonly Filed[];
  /** A line for each file that cannot be used. */
  readonly broken: readonly string[];
}

const SUFFIX = '.json';

/** Makes the folder if it is not there. Throws InputError if finds could not be kept in it. */
export function openCorpus(dir: string): void {
  try {
    makeFolder(dir);
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (e) {
    throw new InputError(dir, `cannot be used as a corpus folder (${(e as NodeJS.ErrnoException).code})`);
  }
}

/**
 * Reads all finds of a folder, in the order of their names. A file that is damaged is passed over and left as it is: somebody
 * may want to mend it. Half-written files of a run that was killed do not end in .json and are nobody's finds.
 */
export function loadCorpus(dir: string, parsers: Parsers): Corpus {
  const finds: Filed[] = [];
  const broken: string[] = [];
  const names = readdirSync(dir).filter((n) => n.endsWith(SUFFIX));
  for (const name of names.sort()) {
    const file = join(dir, name);
    try {
      finds.push({ file, find: parseFind(readJson(file), file, parsers) });
    } catch (e) {
      if (!(e instanceof InputError)) throw e;
      broken.push(e.message);
    }
  }
  return { finds, broken };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (e) {
    const { code, message } = e as NodeJS.ErrnoException;
    throw new InputError(file, code === undefined ? `is not JSON: ${message}` : `cannot be read (${code})`);
  }
}

/** Keeps a find, all of it or nothing even if the machine stops. Returns the file. Throws InputError if it cannot. */
export function saveFind(dir: string, find: Find): string {
  const file = join(dir, `${find.key}${SUFFIX}`);
  try {
    writeFileAtomic.sync(file, `${JSON.stringify(find, null, 2)}\n`);
  } catch (e) {
    throw new InputError(file, `cannot be written (${(e as NodeJS.ErrnoException).code})`);
  }
  return file;
}

/** Level by level: with `recursive` Node 20 never comes back from below /proc. Throws where a level cannot be made or opened. */
function makeFolder(dir: string): void {
  if (!existsSync(dir)) {
    makeFolder(dirname(dir));
    mkdirSync(dir);
  }
  opendirSync(dir).closeSync();
}
