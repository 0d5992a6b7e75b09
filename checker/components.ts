import type { Edges } from './edges.js';

/**
 * Bottom strongly connected components of a graph: the sets of states where no progress is possible
 * any more. A state without successors is one by itself. Tarjan's algorithm with an explicit stack.
 */
export function bottomComponents(states: number, edges: Edges): number[][] {
  const UNSEEN = 0;
  const order = new Uint32Array(states);
  const low = new Uint32Array(states);
  const onStack = new Uint8Array(states);
  const leaves = new Uint8Array(states);
  const stack: number[] = [];
  const path: number[] = [];
  const next = new Uint32Array(states);
  const found: number[][] = [];
  let clock = 0;
  for (let root = 0; root < states; root++) {
    if (order[root] !== UNSEEN) continue;
    path.push(root);
    while (path.length > 0) {
      const v = path[path.length - 1]!;
      if (order[v] === UNSEEN) {
        order[v] = low[v] = ++clock;
        next[v] = edges.begin(v);
        stack.push(v);
        onStack[v] = 1;
      }
      const end = edges.begin(v + 1);
      let descended = false;
      while (next[v]! < end) {
        const w = edges.target(next[v]!++);
        if (order[w] === UNSEEN) {
          path.push(w);
          descended = true;
          break;
        }
        if (onStack[w]) low[v] = Math.min(low[v]!, order[w]!);
        else leaves[v] = 1;
      }
      if (descended) continue;
      path.pop();
      const parent = path[path.length - 1];
      if (low[v] === order[v]) {
        const component: number[] = [];
        let bottom = true;
        for (let w = -1; w !== v;) {
          w = stack.pop()!;
          onStack[w] = 0;
          component.push(w);
          if (leaves[w]) bottom = false;
        }
        if (bottom) found.push(component);
        if (parent !== undefined) leaves[parent] = 1;
      } else if (parent !== undefined) {
        low[parent] = Math.min(low[parent]!, low[v]!);
      }
    }
  }
  return found;
}
