/** States to be added to a store, and what became of them there. */
export interface Candidates {
  /** Their packed forms, one after another. */
  readonly packed: Int32Array;
  readonly hashes: Int32Array;
  /** Once they are added: their places in the store. */
  readonly found: Int32Array;
  /** Once they are added: which of them were new. */
  readonly fresh: Uint8Array;
}

/** States found and not yet added to the store, with what is known of how they were found. */
export class Offers implements Candidates {
  n = 0;
  readonly packed: Int32Array;
  readonly hashes: Int32Array;
  readonly found: Int32Array;
  readonly fresh: Uint8Array;
  /** The state each was found from. */
  readonly from: Int32Array;
  /** The instruction by which. */
  readonly by: Uint16Array;

  /** `full` takes over what is offered, and returns how many states were new; it is called when there is no room left. */
  constructor(
    readonly capacity: number,
    wordsPerState: number,
    readonly full: () => number,
  ) {
    this.packed = new Int32Array(capacity * wordsPerState);
    this.hashes = new Int32Array(capacity);
    this.found = new Int32Array(capacity);
    this.fresh = new Uint8Array(capacity);
    this.from = new Int32Array(capacity);
    this.by = new Uint16Array(capacity);
  }
}
