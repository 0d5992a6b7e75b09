import type { Candidates } from '../offers.js';

/** Most states that are expanded at a stretch. */
export const BLOCK_STATES = 512;
/** Blocks in the ring for each member. */
const BLOCKS_EACH = 24;

/** What is common to the threads that share a search; plain data in shared memory, so that it can be sent. */
export interface Commons {
  readonly members: number;
  readonly control: Int32Array;
  /** What the first member that failed said of it. */
  readonly lastWords: Uint8Array;
  /** The packed states: each member's, one after another. */
  readonly arenas: readonly Int32Array[];
  /** Whose each state is, and where among those of its owner, see `placeOf`. */
  readonly places: Uint32Array;
  /** The instruction that found each state. */
  readonly by: Uint16Array;
  /** A ring: block b is `blocks[b % blocks.length]`. */
  readonly blocks: readonly Block[];
}

/** Some consecutive states that one member expands, and what their moves lead to. */
export interface Block {
  readonly header: Int32Array;
  /** What each property turned out to be until the end of the block: applicable, where violated, by which move. */
  readonly verdicts: Int32Array;
  /** How often the member's moves began with each instruction until then. */
  readonly taken: Uint32Array;
  /** How many offers are of each state. */
  readonly offersOf: Uint16Array;
  /** Of each offer: in whose lot it is, and the instruction that found it. */
  readonly owner: Uint8Array;
  readonly by: Uint16Array;
  /** What each member is to add to its states. */
  readonly lots: readonly Candidates[];
}

/** How large things must be for a system. */
export interface CommonsShape {
  readonly members: number;
  readonly wordsPerState: number;
  /** Most moves a state can have. */
  readonly moves: number;
  readonly properties: number;
  readonly instructions: number;
  /** Most states that there can be. */
  readonly most: number;
}

/** Places in `control`, far enough from each other that writing one does not disturb the readers of another. */
const APART = 16;
/** Changes whenever something has been done. */
export const BELL = 0;
/** Blocks that may be expanded, and how many of them somebody has begun. */
export const PLANNED = APART;
export const CLAIMED = 2 * APART;
/** 1 when all is to end. */
export const QUIT = 3 * APART;
/** How many bytes of `lastWords` there are; -1 while somebody writes them. */
const SAID = 4 * APART;
/** States that the first member has found before the others join. */
export const FOUND = 5 * APART;
/** Per member: how it is, blocks of which it has added its lot, KiB of its table and states. */
const OF_MEMBER = 6 * APART;
export const standingOf = (member: number): number => OF_MEMBER + APART * member;
export const addedBy = (member: number): number => standingOf(member) + 1;
export const memoryOf = (member: number): number => standingOf(member) + 2;

/** How a member is. */
export const COMING = 0;
export const READY = 1;
/** It may begin. */
export const CALLED = 2;
export const FAILED = 3;

/** Places in the header of a block: its number + 1 once it is expanded, ... */
export const EXPANDED = 0;
/** ... its first state, how many there are, moves left out because they lead nowhere new, who expanded it, whether that failed, ... */
export const FIRST = 1;
export const STATES = 2;
export const LEFT_OUT = 3;
export const WHO = 4;
export const BROKEN = 5;
/** ... and how long each lot is. */
export const LOTS = 8;

/** How a block failed: by a bound of the model, which whoever expands these states meets, or by anything else. */
export const BY_BOUND = 1;
export const BY_MISHAP = 2;

/** Most bytes of `lastWords`. */
const LAST_WORDS = 512;

/** Numbers in `verdicts` for each property. */
export const VERDICT = 3;

/** Bits that tell whose a state is. */
export const ownerBits = ({ members }: Pick<Commons, 'members'>): number => 32 - Math.clz32(members - 1);

/** By its hash, whose a state is: by bits that the index over a member's states does not begin with. */
export const ownerOf = (hash: number, members: number): number => ((hash >>> 16) * members) >>> 16;

const words = (n: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * n));
const unsigned = (n: number): Uint32Array => new Uint32Array(new SharedArrayBuffer(4 * n));
const halves = (n: number): Uint16Array => new Uint16Array(new SharedArrayBuffer(2 * n));
const bytes = (n: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(n));

/** Room for as much as there can be; what is not touched costs nothing. null where the system refuses that. */
export function reserveCommons(shape: CommonsShape): Commons | null {
  const { members, wordsPerState, most } = shape;
  try {
    return {
      members,
      control: words(OF_MEMBER + APART * members),
      lastWords: bytes(LAST_WORDS),
      arenas: Array.from({ length: members }, () => words(wordsPerState * most)),
      places: unsigned(most),
      by: halves(most),
      blocks: reserveBlocks(shape),
    };
  } catch (e) {
    if (e instanceof RangeError) return null;
    throw e;
  }
}

/** The same as it was sent: of a view of 4 GiB or more another thread gets only what is over, of its buffer all. */
export const received = (sent: Commons): Commons => ({
  ...sent,
  arenas: sent.arenas.map(({ buffer }) => new Int32Array(buffer)),
  places: new Uint32Array(sent.places.buffer),
  by: new Uint16Array(sent.by.buffer),
});

function reserveBlocks({ members, wordsPerState, moves, properties, instructions }: CommonsShape): Block[] {
  const count = members * BLOCKS_EACH;
  const offers = BLOCK_STATES * moves;
  // Buffers of their own would take longer to make and to send than a worker takes to start.
  const shares = <T extends { subarray(from: number, to: number): T }>(
    make: (n: number) => T,
    length: number,
  ): ((b: number) => T) => {
    const all = make(count * length);
    return (b) => all.subarray(b * length, (b + 1) * length);
  };
  const header = shares(words, APART * Math.ceil((LOTS + members) / APART));
  const verdicts = shares(words, APART * Math.ceil((VERDICT * properties) / APART));
  const taken = shares(unsigned, APART * Math.ceil(instructions / APART));
  const offersOf = shares(halves, BLOCK_STATES);
  const owner = shares(bytes, offers);
  const by = shares(halves, offers);
  const lots = Array.from({ length: members }, () => ({
    packed: shares(words, wordsPerState * offers),
    hashes: shares(words, offers),
    found: shares(words, offers),
    fresh: shares(bytes, offers),
  }));
  return Array.from({ length: count }, (_, b) => ({
    header: header(b),
    verdicts: verdicts(b),
    taken: taken(b).subarray(0, instructions),
    offersOf: offersOf(b),
    owner: owner(b),
    by: by(b),
    lots: lots.map((l) => ({
      packed: l.packed(b),
      hashes: l.hashes(b),
      found: l.found(b),
      fresh: l.fresh(b),
    })),
  }));
}

/** Lets those who wait know that something has been done. */
export function ring({ control }: Commons): void {
  Atomics.add(control, BELL, 1);
  Atomics.notify(control, BELL);
}

/** Leaves word of what made a member fail, unless another did before: nobody hears a worker's error in time. */
export function confess({ control, lastWords }: Commons, error: unknown): void {
  if (Atomics.compareExchange(control, SAID, 0, -1) !== 0) return;
  const text = new TextEncoder().encode(String(error).replace(/\s+/g, ' ')).subarray(0, LAST_WORDS);
  lastWords.set(text);
  Atomics.store(control, SAID, text.length);
}

/** What the first member that failed said of it; null if none said anything. */
export function confession({ control, lastWords }: Commons): string | null {
  const said = Atomics.load(control, SAID);
  return said > 0 ? new TextDecoder().decode(lastWords.slice(0, said)) : null;
}
