/** States found and not yet added to the store, with what is known of how they were found. */
export class Offers {
  n = 0;

  /** `full` adds what is offered, and returns how many were new; it is called when there is no room left. */
  constructor(
    readonly capacity: number,
    /** Their packed forms, one after another. */
    readonly packed: Int32Array,
    readonly hashes: Int32Array,
    /** The state each was found from. */
    readonly from: Int32Array,
    /** The instruction by which. */
    readonly by: Uint16Array,
    readonly full: () => number,
  ) {}

  /** In memory of its own. */
  static of(capacity: number, wordsPerState: number, full: () => number): Offers {
    return new Offers(
      capacity,
      new Int32Array(capacity * wordsPerState),
      new Int32Array(capacity),
      new Int32Array(capacity),
      new Uint16Array(capacity),
      full,
    );
  }
}
