import { valuesIn, type Cube } from './cube.js';
import type { Combination, Space } from './space.js';

/** The combinations of a space that no cube taken away so far contains. */
export class Uncovered {
  private readonly sizes: readonly number[];
  /** What one more of a dimension's value adds to the number of a combination. */
  private readonly strides: readonly number[];
  /** One byte for each combination: 1 where it is covered. */
  private readonly covered: Uint8Array;
  /** The numbers of the combinations, in the order in which they are handed out. */
  private readonly order: Uint32Array;
  private at = 0;

  /** Those that differ least from `near` come first. Those that differ from the base in more than `mostChanges` are left out. */
  constructor(
    { values }: Pick<Space, 'values'>,
    {
      near = values.map(() => 0),
      mostChanges = values.length,
    }: { near?: Combination | undefined; mostChanges?: number | undefined } = {},
  ) {
    this.sizes = values.map((v) => v.length);
    let stride = 1;
    this.strides = this.sizes.map((size) => (stride *= size) / size);
    const origin = values.map(() => 0);
    const { distances: changes } = orderFrom(values, origin);
    this.covered = changes.map((n) => (n > mostChanges ? 1 : 0));
    this.order = orderFrom(values, near).order;
  }

  cover(cube: Cube): void {
    const offsets = cube.map((bits, d) => valuesIn(bits).map((v) => v * this.strides[d]!));
    const fill = (d: number, from: number): void => {
      if (d < 0) this.covered[from] = 1;
      else for (const o of offsets[d]!) fill(d - 1, from + o);
    };
    fill(offsets.length - 1, 0);
  }

  /** How many are covered. */
  get taken(): number {
    return this.covered.reduce((n, c) => n + c, 0);
  }

  /** The first that is left; undefined if none is. */
  next(): Combination | undefined {
    const { order, covered } = this;
    while (this.at < order.length && covered[order[this.at]!] !== 0) this.at++;
    const number = order[this.at];
    return number === undefined
      ? undefined
      : this.sizes.map((size, d) => Math.floor(number / this.strides[d]!) % size);
  }
}

/** How far each combination is from one, and their numbers with the nearest first. */
interface Order {
  readonly distances: Uint8Array;
  readonly order: Uint32Array;
}

type Values = Space['values'];

/** Those from the base are asked for again and again. */
const ordersFromBase = new WeakMap<Values, Order>();

function orderFrom(values: Values, from: Combination): Order {
  const isBase = from.every((v) => v === 0);
  const known = isBase ? ordersFromBase.get(values) : undefined;
  if (known) return known;
  const distances = distancesFrom(values, from);
  const starts = new Uint32Array(values.length + 2);
  for (const n of distances) starts[n + 1]!++;
  for (let n = 1; n < starts.length; n++) starts[n]! += starts[n - 1]!;
  const order = new Uint32Array(distances.length);
  for (let number = 0; number < distances.length; number++) order[starts[distances[number]!]!++] = number;
  if (isBase) ordersFromBase.set(values, { distances, order });
  return { distances, order };
}

/** In how many dimensions each combination differs from one. */
function distancesFrom(values: Values, from: Combination): Uint8Array {
  let distances = Uint8Array.of(0);
  for (const [d, { length: size }] of values.entries()) {
    const wider = new Uint8Array(distances.length * size);
    for (let v = 0; v < size; v++) {
      const start = v * distances.length;
      wider.set(distances, start);
      if (v !== from[d]) for (let i = 0; i < distances.length; i++) wider[start + i]!++;
    }
    distances = wider;
  }
  return distances;
}
