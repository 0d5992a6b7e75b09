import type { Built } from '../model/system.js';
import { readCell, type Field } from '../model/layout.js';
import { VIOLATED, type Property } from '../properties/property.js';

/** A state as one would first write it down: an object of arrays. */
type PlainState = Record<string, number[]>;

const toPlain = (fields: readonly Field[], bytes: Uint8Array): PlainState =>
  Object.fromEntries(
    fields.map((f) => [f.name, Array.from({ length: f.size }, (_, i) => readCell(f, bytes, i))]),
  );

const fromPlain = (fields: readonly Field[], plain: PlainState, bytes: Uint8Array): void => {
  for (const f of fields) plain[f.name]!.forEach((v, i) => (bytes[f.offset + i] = v & 0xff));
};

/**
 * The same search as `explore`, written the way one writes a first model checker: states as objects, a Set of their JSON, an
 * array as queue. Same rules, same properties in every state and on every step; only the storage is naive.
 */
export function naiveExplore(
  { system, ...built }: Built,
  properties: readonly Property[],
): { states: number; transitions: number; violated: Set<string> } {
  const checks = properties.map((property) => ({ property, check: property.on({ system, ...built }) }));
  const { fields } = system;
  const seen = new Set<string>();
  const queue: PlainState[] = [];
  const violated = new Set<string>();
  let transitions = 0;
  const discover = (plain: PlainState): void => {
    const key = JSON.stringify(plain);
    if (seen.has(key)) return;
    seen.add(key);
    queue.push(plain);
    for (const { property, check } of checks)
      if (property.kind !== 'at-rest' && check.state?.(system.busy()) === VIOLATED) violated.add(property.id);
  };
  system.state.set(system.initial);
  discover(toPlain(fields, system.state));
  for (let at = 0; at < queue.length; at++) {
    const plain = queue[at]!;
    fromPlain(fields, plain, system.state);
    const n = system.moves();
    const moves = Array.from(
      { length: n },
      (_, i) => [system.moveThread[i]!, system.moveOutcome[i]!] as const,
    );
    for (const { check } of checks) check.before?.();
    for (const [thread, outcome] of moves) {
      fromPlain(fields, plain, system.state);
      const instruction = system.at(thread)!;
      system.fire(thread, outcome);
      transitions++;
      for (const { property, check } of checks)
        if (check.after?.(thread, instruction) === VIOLATED) violated.add(property.id);
      discover(toPlain(fields, system.state));
    }
  }
  return { states: seen.size, transitions, violated };
}
