import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { getSystemErrorMap } from 'node:util';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import {
  grownLists,
  type Checkpoints,
  type GrownList,
  type Shape,
  type Snapshot,
} from '../checker/checkpoint.js';
import { FINGERPRINT } from '../checker/fingerprint.js';
import { PART, type Parts } from '../checker/growing.js';
import { NEVER } from '../checker/judging.js';
import { InputError } from '../model/input-error.js';

/** Of the files below; a folder of another version is refused. */
const VERSION = 1;
const JOB = 'job.json';
const SEARCH = 'search.json';
/** Most bytes moved at once. */
const CHUNK = 1 << 28;

const job = z.strictObject({ version: z.number(), fingerprint: z.string(), job: z.string() });

const count = z.number().int().min(0);
/** Of a state or move; NEVER is one, too. */
const numberOrNever = z.number().int().min(NEVER);
const header = z.strictObject({
  transitions: count,
  depth: count,
  levelEnd: count,
  expanded: count,
  states: z.number().int().min(1),
  watched: z.array(
    z.strictObject({ applicable: z.boolean(), at: numberOrNever, move: numberOrNever, witness: z.string() }),
  ),
  taken: z.array(count),
  /** Words of each growing list that belong to the snapshot; the files may go on. */
  lengths: z.strictObject({ packed: count, parents: count, edgesOf: count, edges: count }),
  /** Name and words of the file of those that wait. */
  waiting: z.string().regex(/^waiting-\d+\.bin$/),
});
type Header = z.output<typeof header>;

/**
 * A folder in which the searches of one job are kept. The lists of a search only grow: a snapshot appends to their files and then
 * replaces, atomically, the header that says how much of them counts. Whatever moment the process dies at, the header on disk
 * describes a whole snapshot.
 */
export class CheckpointFolder {
  /** `description`: all that decides what the searches of the job are. Throws InputError for a folder of anything else. */
  constructor(
    private readonly folder: string,
    description: unknown,
    private readonly everySeconds: number,
  ) {
    const mine = {
      version: VERSION,
      fingerprint: FINGERPRINT,
      job: createHash('sha256').update(JSON.stringify(description)).digest('hex'),
    };
    const why = (problem: string): InputError =>
      new InputError(folder, `${problem}; remove the folder or name another one`);
    const place = join(folder, JOB);
    const files = filesIn(folder);
    if (files.includes(JOB)) {
      const known = job.safeParse(parsed(place));
      if (!known.success || known.data.version !== VERSION)
        throw why('keeps searches of another version of pirqcheck');
      if (known.data.fingerprint !== mine.fingerprint)
        throw why(`keeps searches of another model (${known.data.fingerprint}, this is ${FINGERPRINT})`);
      if (known.data.job !== mine.job)
        throw why('keeps searches of other systems, designs, properties or reductions');
      return;
    }
    if (files.length > 0) throw why('is not empty and keeps no search');
    inPlace(folder, 'made', () => mkdirSync(folder, { recursive: true }));
    inPlace(place, 'written', () => writeFileAtomic.sync(place, JSON.stringify(mine)));
  }

  /** Where the search of the system with this place in the job is kept. `resumed` hears of one that goes on. */
  of(place: number, resumed: (states: number) => void): Checkpoints {
    return new CheckpointFiles(join(this.folder, String(place)), this.everySeconds, resumed);
  }

  /** Forgets everything: the job is done. */
  remove(): void {
    inPlace(this.folder, 'removed', () => rmSync(this.folder, { recursive: true }));
  }
}

/** Does something with a file or folder. Throws InputError naming it where the operating system refuses. */
function inPlace<T>(place: string, done: 'made' | 'read' | 'written' | 'removed', use: () => T): T {
  try {
    return use();
  } catch (e) {
    const { errno = 0, code } = e as NodeJS.ErrnoException;
    const known = getSystemErrorMap().get(errno);
    if (!known) throw e;
    throw new InputError(place, `cannot be ${done}: ${known[1]} (${code})`);
  }
}

/** What is in a folder; nothing if it does not exist. */
const filesIn = (folder: string): string[] =>
  existsSync(folder) ? inPlace(folder, 'read', () => readdirSync(folder)) : [];

function parsed(place: string): unknown {
  const text = inPlace(place, 'read', () => readFileSync(place, 'utf8'));
  try {
    return JSON.parse(text);
  } catch (e) {
    if (e instanceof SyntaxError) return null;
    throw e;
  }
}

/** Can a search of this shape have written the header? */
function fits({ lengths, ...h }: Header, shape: Shape): boolean {
  return (
    h.expanded <= h.levelEnd &&
    h.levelEnd <= h.states &&
    h.watched.length === shape.properties &&
    h.watched.every((w) => w.at < h.states) &&
    h.taken.length === shape.instructions &&
    lengths.packed === h.states * shape.wordsPerState &&
    lengths.parents === h.states &&
    lengths.edgesOf === (shape.keepsEdges ? h.expanded : 0) &&
    lengths.edges === (shape.keepsEdges ? h.transitions : 0)
  );
}

class CheckpointFiles implements Checkpoints {
  private last = performance.now();
  private saved: Record<GrownList, number> = { packed: 0, parents: 0, edgesOf: 0, edges: 0 };
  private snapshots = 0;

  constructor(
    private readonly folder: string,
    private readonly everySeconds: number,
    private readonly resumed: (states: number) => void,
  ) {}

  load(shape: Shape): Snapshot | null {
    if (!filesIn(this.folder).includes(SEARCH)) return null;
    const place = join(this.folder, SEARCH);
    const known = header.safeParse(parsed(place));
    if (!known.success || !fits(known.data, shape)) throw new InputError(place, 'is damaged');
    const { lengths, waiting, ...rest } = known.data;
    const lists = grownLists.map((list) => [list, this.words(`${list}.bin`, lengths[list])] as const);
    const left = rest.states - Math.max(1, rest.expanded);
    const queue = this.words(waiting, Math.ceil(left / 2));
    this.saved = lengths;
    this.snapshots = Number(/\d+/.exec(waiting)![0]);
    this.resumed(rest.states);
    return {
      ...rest,
      grown: Object.fromEntries(lists) as Record<GrownList, Int32Array>,
      waiting: new Uint16Array(queue.buffer, 0, left),
    };
  }

  due(): boolean {
    return performance.now() - this.last >= 1000 * this.everySeconds;
  }

  save({ grown, waiting, ...rest }: Snapshot): void {
    inPlace(this.folder, 'made', () => mkdirSync(this.folder, { recursive: true }));
    const before = `waiting-${this.snapshots}.bin`;
    const name = `waiting-${++this.snapshots}.bin`;
    const padded = new Uint16Array(waiting.length + (waiting.length & 1));
    padded.set(waiting);
    this.append(name, 0, new Int32Array(padded.buffer));
    for (const list of grownLists) this.append(`${list}.bin`, this.saved[list], grown[list]);
    const lengths = {
      packed: grown.packed.length,
      parents: grown.parents.length,
      edgesOf: grown.edgesOf.length,
      edges: grown.edges.length,
    };
    const now: Header = {
      ...rest,
      watched: [...rest.watched],
      taken: [...rest.taken],
      lengths,
      waiting: name,
    };
    const place = join(this.folder, SEARCH);
    inPlace(place, 'written', () => writeFileAtomic.sync(place, JSON.stringify(now)));
    const old = join(this.folder, before);
    inPlace(old, 'removed', () => rmSync(old, { force: true }));
    this.saved = lengths;
    this.last = performance.now();
  }

  /** Makes a file, which holds the first `from` of some words, hold all. */
  private append(name: string, from: number, all: Parts): void {
    const place = join(this.folder, name);
    inPlace(place, 'written', () => {
      const file = openSync(place, existsSync(place) ? 'r+' : 'w');
      try {
        ftruncateSync(file, 4 * from);
        for (let begin = from; begin < all.length; begin += PART) {
          const words = all.subarray(begin, Math.min(begin + PART, all.length));
          const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
          for (let at = 0; at < bytes.length;)
            at += writeSync(file, bytes, at, bytes.length - at, 4 * begin + at);
        }
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
    });
  }

  /** The first words of a file. */
  private words(name: string, length: number): Int32Array<ArrayBuffer> {
    const place = join(this.folder, name);
    return inPlace(place, 'read', () => {
      const file = openSync(place, 'r');
      try {
        if (fstatSync(file).size < 4 * length) throw new InputError(place, 'is cut off');
        const words = new Int32Array(length);
        const bytes = new Uint8Array(words.buffer);
        for (let at = 0; at < bytes.length;)
          at += readSync(file, bytes, at, Math.min(CHUNK, bytes.length - at), at);
        return words;
      } finally {
        closeSync(file);
      }
    });
  }
}
