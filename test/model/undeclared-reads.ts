import type { Recorder } from '../../model/layout.js';
import type { Built } from '../../model/system.js';
import type { Property } from '../../properties/property.js';

/** Follows one run of each system, has the property judge it, and returns what it read without declaring it, or wrote. */
export function undeclaredReads<M>(
  property: Property<M>,
  builders: readonly ((recorder: Recorder) => Built<M>)[],
): string[] {
  const undeclared = new Set<string>();
  let reading = false;
  const recorder: Recorder = {
    read: (group) => {
      if (reading && !group.startsWith('thread') && !property.reads.includes(group)) undeclared.add(group);
    },
    write: (group) => {
      if (reading) undeclared.add(`write to ${group}`);
    },
  };
  const judge = <T>(f: () => T): T => {
    reading = true;
    const answer = f();
    reading = false;
    return answer;
  };
  for (const build of builders) {
    const built = build(recorder);
    const check = property.on(built);
    const { system } = built;
    system.state.set(system.initial);
    for (let i = 0; i < 120; i++) {
      const n = system.moves();
      if (n === 0) break;
      const move = (i * 7919) % n;
      const instruction = system.at(system.moveThread[move]!)!;
      judge(() => check.before?.());
      system.fire(system.moveThread[move]!, system.moveOutcome[move]!);
      judge(() => check.after?.(0, instruction));
      judge(() => check.state?.(system.busy()));
    }
  }
  return [...undeclared];
}
