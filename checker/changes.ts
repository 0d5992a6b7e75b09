import type { Field } from '../model/layout.js';
import type { System } from '../model/system.js';
import type { Property } from '../properties/property.js';

/** Properties one `Changes` can watch: the bits of a small integer. */
export const WATCHED_AT_ONCE = 30;

/**
 * Which properties a step may have changed the answer of: those that read a cell that it changed. Most steps move their own
 * thread along and change little else, so that most properties need not be asked after them.
 */
export class Changes {
  /** The state as it was judged last. */
  private readonly judged: Uint8Array;
  /** For each byte of the state: the properties that read it, as bits. */
  private readonly readers: Uint32Array;
  /** For each instruction, by its place: the bytes it may change that some property reads, and where those of it begin. */
  private readonly bytes: Uint16Array;
  private readonly from: Uint32Array;
  private readonly mayConcern: Uint32Array;

  constructor(
    private readonly system: System,
    properties: readonly Property[],
  ) {
    const { state, fields, programs } = system;
    if (properties.length > WATCHED_AT_ONCE) throw new RangeError(`more than ${WATCHED_AT_ONCE} properties`);
    this.judged = new Uint8Array(state.length);
    this.readers = new Uint32Array(state.length);
    properties.forEach(({ reads }, bit) => {
      for (const byte of bytesOf(fields, reads)) this.readers[byte]! |= 1 << bit;
    });
    const everything = fields.map((f) => f.group);
    const mayChange = programs.flatMap((p) =>
      p.instructions.map(({ step }) => {
        // After a step that stops other threads everything may have changed.
        const groups = step.stops === undefined ? [...step.writes, THREADS] : everything;
        return [...new Set(bytesOf(fields, groups).filter((b) => this.readers[b] !== 0))];
      }),
    );
    this.bytes = Uint16Array.from(mayChange.flat());
    let end = 0;
    this.from = Uint32Array.from([0, ...mayChange.map((bytes) => (end += bytes.length))]);
    this.mayConcern = Uint32Array.from(mayChange, (bytes) =>
      bytes.reduce((bits, byte) => bits | this.readers[byte]!, 0),
    );
  }

  /** Bits of the properties that read something the instruction at a place may write. */
  possible(place: number): number {
    return this.mayConcern[place]!;
  }

  /** The working state has been judged by all of them. */
  allJudged(): void {
    this.judged.set(this.system.state);
  }

  /** Bits of the properties to ask after the instruction at a place: of those that read what it changed since it was judged last. */
  by(place: number): number {
    const { judged, readers, bytes } = this;
    const { state } = this.system;
    const end = this.from[place + 1]!;
    let bits = 0;
    for (let i = this.from[place]!; i < end; i++) {
      const byte = bytes[i]!;
      if (state[byte] === judged[byte]) continue;
      judged[byte] = state[byte]!;
      bits |= readers[byte]!;
    }
    return bits;
  }
}

/** The group that stands for all that belongs to threads. */
const THREADS = 'thread';

/** The bytes of groups (`xen.pin`) and instances (`xen.pin:2`). */
const bytesOf = (fields: readonly Field[], groups: readonly string[]): number[] =>
  groups.flatMap((name) => {
    const [group, instance] = name.split(':');
    return fields
      .filter((f) => f.group === group || (group === THREADS && f.group.startsWith(`${THREADS}.`)))
      .flatMap((f) => {
        const [from, size] = instance === undefined ? [0, f.size] : [Number(instance) * f.stride, f.stride];
        return Array.from({ length: size }, (_, i) => f.offset + from + i);
      });
  });
