import { afterAll, describe, expect, it } from 'vitest';
import { buildSystem } from '../../model/build.js';
import { labCalls, modelCalls } from './calls.js';
import { compareFinal, compareRaise, compareState, Tally } from './compare.js';
import { Executor } from './executor.js';
import { replayOf, THREAD } from './replay.js';
import { groundTruth, readRuns, type LabRun } from './runs.js';

/**
 * The model against real Xen: 31 runs of the lab, replayed operation by operation. A disagreement is a defect of the
 * model unless a comment beside the comparison says why the lab cannot know.
 */
const truth = groundTruth();
const total = new Map<string, number>();

function replay(run: LabRun): Tally {
  const t = new Tally();
  const r = replayOf(run);
  const built = buildSystem(r.topology, r.design, r.scenario);
  const executor = new Executor(built, THREAD);
  const { system } = built;
  const thread = system.programs.findIndex((p) => p.thread === THREAD);
  compareState(t, run, r, built, run.boot.state, `${run.name} at boot`);
  let next = 0;
  let before = run.boot.state;
  run.steps.forEach((step, i) => {
    const where = `${run.name} step ${i + 1} ${step.op.op} ${step.op.bdf ?? step.op.domain ?? ''}`;
    const { lines, cleanup } = r.steps[i]!;
    if (lines === 0 && cleanup > 0) executor.run(next + cleanup - 1);
    if (lines > 0) {
      const taken = executor.run(next + lines - 1);
      const results = Array.from({ length: lines }, (_, k) => system.result(thread, next + k)!);
      t.same(
        'operation failed',
        where,
        results.some((e) => e !== 0),
        step.rc !== 0,
      );
      if (cleanup > 0) taken.push(...executor.run(next + lines + cleanup - 1));
      const removing = ['detach', 'destroy'].includes(step.op.op);
      const real = labCalls(run, step.xen_calls, removing);
      const model = modelCalls(taken);
      for (let k = 0; k < Math.max(real.length, model.length); k++)
        t.same('Xen call and its return code', `${where}, call ${k + 1}`, model[k], real[k]);
      const refused = real.map((c) => Number(/= (-\d+)$/.exec(c)?.[1] ?? 0)).filter((e) => e < 0);
      if (step.rc !== 0 && refused.length > 0)
        t.same(
          'errno of the operation',
          where,
          results.find((e) => e !== 0),
          refused.at(-1),
        );
      if (real.length === 0 && model.length === 0) t.same('no Xen call', where, 0, 0);
    }
    next += lines + cleanup;
    system.checkRanges();
    compareState(t, run, r, built, step.after, where);
    if (step.op.op === 'raise') compareRaise(t, built, step.op.bdf!, before, step.after, where);
    before = step.after;
  });
  compareFinal(t, run, r, built);
  for (const [field, n] of t.made) total.set(field, (total.get(field) ?? 0) + n);
  return t;
}

if ('missing' in truth) {
  describe.skip(`skipped: ${truth.missing}`, () => {
    it('compares the model with real Xen', () => {});
  });
} else {
  describe('the model and real Xen agree', () => {
    for (const run of readRuns(truth.folder))
      it(run.name, () => {
        expect(replay(run).differences).toEqual([]);
      });
    afterAll(() => {
      const rows = [...total].map(([field, n]) => `${field.padEnd(30)} ${String(n).padStart(6)}`);
      const sum = [...total.values()].reduce((a, b) => a + b, 0);
      console.log(['comparisons', ...rows, `${'all'.padEnd(30)} ${String(sum).padStart(6)}`].join('\n'));
    });
  });
}
