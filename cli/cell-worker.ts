import { parentPort } from 'node:worker_threads';
import { decideCell, type Cell, type NotAsked } from '../checker/cell.js';
import { InputError } from '../model/input-error.js';
import { records } from './built-in.js';
import { litmusCase, scenarioNamed } from './cases.js';
import { propertyNamed, type CellTask } from './cell-task.js';
import type { Answered } from './pool.js';
import { subjectNamed } from './subjects.js';

function decide({ subject: id, design, scenario, property }: CellTask): Answered<Cell | NotAsked> {
  const subject = subjectNamed(id);
  const one = litmusCase(scenarioNamed(scenario));
  try {
    const answer = decideCell(subject, design, one, propertyNamed(subject, property), records);
    return { kind: 'answer', answer };
  } catch (e) {
    // A built-in scenario has no mistake: it is its `given:` part that never ends under this design.
    if (!(e instanceof InputError)) throw e;
    return { kind: 'answer', answer: { reason: e.message } };
  }
}

// The rule means windows; a worker's port has no origin.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
parentPort!.on('message', (task: CellTask) => parentPort!.postMessage(decide(task)));
