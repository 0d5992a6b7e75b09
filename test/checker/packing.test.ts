import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildM } from '../../bench/m/model.js';
import { propertiesOfM } from '../../bench/m/properties.js';
import { builtIn } from '../../bench/x86.js';
import { explore } from '../../checker/explore.js';
import { Packing } from '../../checker/packing.js';
import { hash } from '../../checker/state-store.js';
import { Layout, type Range } from '../../model/layout.js';
import type { Step } from '../../model/system.js';
import { properties } from '../../properties/index.js';

const ranges = fc
  .tuple(fc.integer({ min: -128, max: 0 }), fc.integer({ min: 0, max: 255 }))
  .map(([min, max]): Range => [min, min < 0 ? Math.min(max, 127) : max]);

/** A layout of one field per range, with the words of its working state. */
function layoutOf(fields: readonly Range[]): { layout: Layout; words: Int32Array } {
  const layout = new Layout();
  fields.forEach(([min, max], i) => layout.field('g', `f${i}`, { min, max }));
  return { layout, words: new Int32Array(layout.words.buffer, 0, layout.words.length) };
}

describe('packing', () => {
  test('gives back every state, and packs a change as it packs the whole', () => {
    const states = fc.array(ranges, { minLength: 1, maxLength: 40 }).chain((fields) =>
      fc.record({
        fields: fc.constant(fields),
        a: fc.tuple(...fields.map(([min, max]) => fc.integer({ min, max }))),
        b: fc.tuple(...fields.map(([min, max]) => fc.integer({ min, max }))),
      }),
    );
    fc.assert(
      fc.property(states, ({ fields, a, b }) => {
        const { layout, words } = layoutOf(fields);
        const packing = new Packing(layout.fields, words.slice());
        const put = (values: readonly number[]): Int32Array => {
          values.forEach((v, i) => (layout.buffer[layout.fields[i]!.offset] = v & 0xff));
          return words.slice();
        };
        const [packedA, packedB] = [new Int32Array(packing.length), new Int32Array(packing.length)];
        const everything = packing.runsOf(new Set(layout.buffer.keys()));
        const before = put(a);
        packing.pack(words, packedA, 0);
        const after = put(b);
        packing.pack(words, packedB, 0);
        const changed = new Int32Array(packing.length);
        const copy = before.slice();
        for (const change of [
          packing.packChange.bind(packing, words, before, everything),
          packing.compiledPackChange(everything).bind(null, words, before),
        ]) {
          put(b);
          expect(change(packedA, changed, 0)).toBe(hash(packedB, 0, packing.length));
          expect(changed).toEqual(packedB);
          expect(words).toEqual(before);
        }
        for (const unpack of [packing.unpack.bind(packing), packing.compiledUnpack()]) {
          put(a);
          unpack(packedB, 0, words, copy);
          expect([words, copy]).toEqual([after, after]);
        }
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  test('takes no more bits than the ranges need', () => {
    const { layout, words } = layoutOf([
      [0, 1],
      [0, 7],
      [-3, 3],
      [0, 0],
      [0, 255],
    ]);
    expect(new Packing(layout.fields, words).bits).toBe(1 + 3 + 3 + 0 + 8);
  });

  test.each([
    [[0, 3], 4],
    [[-4, 3], 4],
    [[-4, 3], -5],
    [[0, 0], 1],
  ] as const)('refuses a value that does not fit %j: %i', (range, value) => {
    const { layout, words } = layoutOf([[0, 1], range]);
    const packing = new Packing(layout.fields, words.slice());
    const before = words.slice();
    layout.buffer[1] = value & 0xff;
    const expected = `g.f1 = ${value}, outside ${range[0]}..${range[1]}`;
    expect(() => packing.pack(words, new Int32Array(packing.length), 0)).toThrow(expected);
    const runs = packing.runsOf(new Set([0]));
    const room = new Int32Array(packing.length);
    expect(() => packing.packChange(words, before, runs, room, room, 0)).toThrow(expected);
    expect(() => packing.compiledPackChange(runs)(words, before, room, room, 0)).toThrow(expected);
  });
});

describe('a cell that outgrows its range would merge states silently', () => {
  /** M(2, 1) in which the first device's probe writes an irq number that is none. */
  const overflowing = (irq: number): ReturnType<typeof buildM> => {
    const built = buildM(2, 1);
    const { step } = built.system.programs[0]!.instructions[0]!;
    (step as { run: Step['run'] }).run = () => {
      built.model.irqOfGsi[0] = irq;
      return 0;
    };
    return built;
  };

  test('it is named where its bits cannot hold the value', () => {
    expect(() => explore(overflowing(4), [])).toThrow('gsi.irq[gsi0] = 4, outside 0..2');
  });

  test('it is named in debug mode where they can', () => {
    expect(explore(overflowing(3), []).limit).toBeUndefined();
    expect(() => explore(overflowing(3), [], { debug: true })).toThrow('gsi.irq[gsi0] = 3, outside 0..2');
  });
});

test('a step that changes what it does not declare is named', () => {
  const built = buildM(2, 1);
  const { step } = built.system.programs[1]!.instructions.find((i) => i.step.fn === 'setup_gsi')!;
  (step as { writes: readonly string[] }).writes = [];
  expect(() => explore(built, [])).toThrow(
    'setup_gsi (device 1) changes pin.registered[gsi1], which it does not declare',
  );
});

test('steps that are declared to commute and do not are named in debug mode', () => {
  const built = buildM(2, 2);
  for (const p of built.system.programs)
    (p.instructions.find((i) => i.step.fn === 'probe')!.step as { writes: readonly string[] }).writes = [];
  expect(() => explore(built, [], { debug: true })).toThrow(/probe/);
});

test('debug mode finds nothing wrong, and the same', () => {
  for (const [built, ps] of [
    [() => buildM(3, 2), propertiesOfM],
    [() => builtIn('pvh-6.12-4.20', 'T3/detach-sibling-destroy'), properties],
    [() => builtIn('pv-6.12-4.20', 'T4/hidden-neighbour'), properties],
  ] as const) {
    const plain = explore(built(), ps);
    const debug = explore(built(), ps, { debug: true });
    expect(debug).toEqual(plain);
  }
});
