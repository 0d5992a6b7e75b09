/** A number for every state but the first between its discovery and its expansion: a ring as long as the queue. */
export class Frontier {
  private items = new Uint16Array(1024);
  private head = 0;
  private tail = 0;

  push(value: number): void {
    if (this.tail - this.head === this.items.length) this.grow();
    this.items[this.tail++ & (this.items.length - 1)] = value;
  }

  /** The number of the oldest state, which leaves. */
  shift(): number {
    return this.items[this.head++ & (this.items.length - 1)]!;
  }

  /** The number of the state that many places behind the oldest. */
  peek(places: number): number {
    return this.items[(this.head + places) & (this.items.length - 1)]!;
  }

  /** The oldest states leave. */
  skip(states: number): void {
    this.head += states;
  }

  /** Memory in use, in bytes. */
  get bytes(): number {
    return this.items.byteLength;
  }

  private grow(): void {
    const larger = new Uint16Array(this.items.length * 2);
    for (let i = this.head; i < this.tail; i++)
      larger[i & (larger.length - 1)] = this.items[i & (this.items.length - 1)]!;
    this.items = larger;
  }

  /** The numbers of all that wait, oldest first. */
  waiting(): Uint16Array {
    const { head, tail, items } = this;
    return Uint16Array.from({ length: tail - head }, (_, i) => items[(head + i) & (items.length - 1)]!);
  }
}
