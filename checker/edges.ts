import { GrowingWords, type Parts } from './growing.js';

/** A graph in compressed-row form, in which nodes and then their edges are added in order. */
export class Edges {
  private readonly first = new GrowingWords();
  private readonly targets = new GrowingWords();

  /** Announces the next node: its edges begin after `before` edges of the nodes before it. At the end one more. */
  node(before: number): void {
    this.first.push(before);
  }

  /** Adds an edge of the node whose turn it is. */
  edge(target: number): void {
    this.targets.push(target);
  }

  /** Where the edges of a node begin; those of the next begin where they end. */
  begin(node: number): number {
    return this.first.items[node]!;
  }

  target(edge: number): number {
    return this.targets.items[edge]!;
  }

  /** How many edges there are. */
  get count(): number {
    return this.targets.length;
  }

  /** Memory in use, in bytes. */
  get bytes(): number {
    return 4 * (this.first.length + this.targets.length);
  }

  /** Both lists, in place: where the edges of each node begin, and where they lead. */
  get lists(): readonly [Int32Array, Int32Array] {
    return [this.first.used, this.targets.used];
  }

  /** Makes these the lists. */
  restore(first: Parts, targets: Parts): void {
    this.first.restore(first);
    this.targets.restore(targets);
  }
}
