import type { Built } from '../model/system.js';
import { NOT_APPLICABLE, VIOLATED } from '../properties/property.js';
import { bottomComponents } from './components.js';
import { NEVER, type Watched } from './judging.js';
import type { Search } from './search.js';

/** A thread that waits for ever outside a declared wait, and the first state in which it does. */
export interface Stuck {
  readonly at: number;
  readonly thread: string;
}

/** Judges the `at-rest` properties in a finished search and looks for threads that are stuck. */
export function judgeRest<M>(
  { system }: Built<M>,
  resting: readonly Watched<M>[],
  search: Search<M>,
): Stuck | null {
  if (search.ledger.edges === null) return null;
  const components = bottomComponents(search.states.count, search.ledger.edges);
  let stuck: Stuck | null = null;
  for (const component of components) {
    for (const w of resting) judgeComponent(w, component);
    search.load(component[0]!);
    const thread = system.programs.findIndex((p, i) => !p.daemon && system.at(i) !== undefined);
    if (thread < 0 || system.halted) continue;
    const at = component.reduce((a, b) => Math.min(a, b));
    if (stuck === null || at < stuck.at) stuck = { at, thread: system.programs[thread]!.thread };
  }
  return stuck;

  function judgeComponent(w: Watched<M>, component: readonly number[]): void {
    let first = NEVER;
    for (const at of component) {
      search.load(at);
      const answer = w.check.state!(system.busy());
      if (answer !== NOT_APPLICABLE) w.applicable = true;
      if (answer !== VIOLATED) return;
      if (first === NEVER || at < first) first = at;
    }
    if (w.at !== NEVER && w.at <= first) return;
    search.load(first);
    w.check.state!(system.busy());
    w.at = first;
    w.witness = w.check.witness();
  }
}
