import { describe, expect, test } from 'vitest';
import { builtIn } from '../../../bench/x86.js';
import { AlikeCheck, ToldApart } from '../../../checker/symmetry/alike.js';
import { exchangesOf } from '../../../checker/symmetry/exchanges.js';
import { inWords, Permutation } from '../../../checker/symmetry/permutation.js';
import { Representatives, symmetryOf } from '../../../checker/symmetry/symmetry.js';
import { properties } from '../../../properties/index.js';

const found = (design: string, scenario: string): string[] =>
  exchangesOf(builtIn(design, scenario).system).exchanges.map(inWords);

describe('what scripts treat alike is found', () => {
  test('two guests that are given one device at once', () => {
    expect(found('pvh-6.12-4.20', 'T1/two-attaches')).toEqual([
      'dom1 and dom2, xl-1 and xl-2, qemu dom1 0000:00:02.0 and qemu dom2 0000:00:02.0',
    ]);
  });
  test('two devices on one line, each for a guest of its own', () => {
    expect(found('pvh-6.12-4.20', 'T5/two-at-once')).toEqual([
      '0000:00:02.0 and 0000:00:03.0, dom1 and dom2, xl and xl-2, qemu dom1 0000:00:02.0 and qemu dom2 0000:00:03.0',
    ]);
  });
  test('nothing, where one life is lived', () => {
    expect(exchangesOf(builtIn('pvh-6.12-4.20', 'T1/round-trip').system)).toEqual({
      exchanges: [],
      refused: [],
    });
  });
  test('a virtual function takes other steps than an ordinary one', () => {
    const { exchanges, refused } = exchangesOf(builtIn('pvh-6.12-4.20', 'T7/two-at-once').system);
    expect(exchanges).toEqual([]);
    expect(refused.join()).toContain('xl and xl-2 take different steps');
  });
});

test('devices on lines of different numbers are told apart by the step that sees the number', () => {
  const built = builtIn('pvh-6.12-4.20', 'T2/two-at-once');
  const symmetry = symmetryOf(built.system, exchangesOf(built.system).exchanges);
  const check = new AlikeCheck(built, properties, symmetry.checked);
  const { system } = built;
  const walk = (): void => {
    system.state.set(system.initial);
    for (let i = 0; i < 200; i++) {
      check.state();
      if (system.moves() === 0) return;
      system.fire(system.moveThread[0]!, system.moveOutcome[0]!);
    }
  };
  expect(walk).toThrow(ToldApart);
  expect(walk).toThrow(/^acpi_register_gsi tells apart 0000:00:02.0 and 0000:00:03.0/);
});

test('an exchange done twice changes nothing, and a state and its image have one representative', () => {
  const { system } = builtIn('pvh-6.12-4.20', 'T5/two-at-once');
  const [exchange] = symmetryOf(system, exchangesOf(system).exchanges).generators as [Permutation];
  const representatives = new Representatives(system, [exchange]);
  const image = system.initial.slice();
  const back = system.initial.slice();
  const settled = (from: Uint8Array): number[] => {
    system.state.set(from);
    representatives.settle();
    return [...system.state];
  };
  system.state.set(system.initial);
  let different = 0;
  for (let i = 0; i < 60; i++) {
    const n = system.moves();
    const at = (i * 7) % n;
    system.fire(system.moveThread[at]!, system.moveOutcome[at]!);
    const state = system.state.slice();
    exchange.apply(state, image);
    exchange.apply(image, back);
    expect([...back]).toEqual([...state]);
    if (image.some((byte, b) => byte !== state[b])) different++;
    expect(settled(image)).toEqual(settled(state));
    system.state.set(state);
    if (system.moves() === 0) break;
  }
  expect(different).toBeGreaterThan(10);
});
