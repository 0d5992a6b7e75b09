import type { Built } from '../model/system.js';
import { InputError } from '../model/input-error.js';
import { ModelBound } from '../model/model.js';
import type { Step } from '../model/system.js';
import type { Property } from '../properties/property.js';
import { findOf, keyOf, type Find } from './find.js';
import { judge } from './judge.js';
import type { Violation } from './judged-run.js';
import { Quota } from './quota.js';
import { shrinkInTime } from './shrink-in-time.js';
import { walk } from './walk.js';
import type { AnyDesign, Reproducer, Subject } from './subject.js';

/** An earlier find. */
export interface Known extends Pick<Find, 'key' | 'property' | 'design'> {
  /** It is no violation any more. */
  readonly fixed: boolean;
}

export interface FuzzOptions {
  readonly subject: Subject;
  readonly designs: readonly AnyDesign[];
  readonly properties: readonly Property[];
  /** What to look at, under each design in turn. It may go on for ever. */
  readonly systems: Iterable<Reproducer>;
  /** All randomness besides that of the systems comes from it. */
  readonly seed: string;
  /** The day, for the finds. */
  readonly found: string;
  readonly known?: readonly Known[];
  /** Different finds wanted of one property under one design. Default 3. */
  readonly most?: number;
  /** Random runs through each system. Default 40. */
  readonly walks?: number;
  /** Most time to shrink one violation, in milliseconds. Default 2000. */
  readonly shrinkMs?: number;
  /** Asked all the time: is it time to end? Default never. */
  readonly timeUp?: () => boolean;
}

/** What has happened under one design in one system. */
export interface FuzzEvent {
  readonly design: string;
  /** Violations that were not known. */
  readonly finds: readonly Find[];
  readonly runs: number;
  readonly steps: number;
  /** Actions that were taken, or only compiled, for the first time: `xen map_pirq`. */
  readonly taken: readonly string[];
  readonly compiled: readonly string[];
  /** A bound of the model that ended a run. */
  readonly limit?: string;
}

/**
 * Walks at random through one system after another, under each design, and shrinks what violates a property. Ends with the
 * systems, or when the time is up. The same options give the same events, as long as no time is up.
 */
export function* fuzz(options: FuzzOptions): Generator<FuzzEvent, void> {
  const { designs, systems, known = [], most = 3, timeUp = () => false } = options;
  const quotas = new Map(designs.map((d) => [d, new Quota(most)]));
  for (const k of known)
    for (const d of designs) if (d.id === k.design) quotas.get(d)!.know(k.property, k.key, k.fixed);
  const actions = { taken: new Set<string>(), compiled: new Set<string>() };
  let number = 0;
  for (const system of systems) {
    number++;
    for (const design of designs) {
      if (timeUp()) return;
      const visit = new Visit({ ...options, timeUp }, system, design, number, quotas.get(design)!);
      try {
        visit.run();
      } catch (e) {
        throw new Error(
          `system ${number} of seed ${options.seed} under ${design.id}: ${JSON.stringify(system.scenario)}`,
          { cause: e },
        );
      }
      const { runs, steps, finds, limit } = visit;
      const taken = unseen(actions.taken, visit.taken);
      const compiled = unseen(actions.compiled, visit.compiled);
      yield {
        design: design.id,
        finds,
        runs,
        steps,
        taken,
        compiled,
        ...(limit === undefined ? {} : { limit }),
      };
    }
  }
}

function unseen(seen: Set<string>, actions: ReadonlySet<string>): string[] {
  const fresh = [...actions].filter((a) => !seen.has(a));
  for (const a of fresh) seen.add(a);
  return fresh;
}

const actionOf = ({ actor, fn }: Step): string => `${actor} ${fn}`;

/** One system under one design. */
class Visit {
  readonly finds: Find[] = [];
  readonly taken = new Set<string>();
  readonly compiled = new Set<string>();
  runs = 0;
  steps = 0;
  limit: string | undefined;

  constructor(
    private readonly options: FuzzOptions & { readonly timeUp: () => boolean },
    private readonly system: Reproducer,
    private readonly design: AnyDesign,
    private readonly number: number,
    private readonly quota: Quota,
  ) {}

  /** Walks until the runs are made; a property that was violated is no longer looked at. */
  run(): void {
    const { properties, walks = 40, timeUp } = this.options;
    const built = this.build();
    if (!built) return;
    this.coverOpening(built);
    let wanted = properties.filter((p) => this.quota.wants(p.id, this.number));
    while (this.runs < walks && !timeUp()) {
      const seed = this.seed(String(this.runs));
      const { runs, steps, violation, limit, taken } = walk(built, wanted, { seed, runs: walks - this.runs });
      this.runs += runs;
      this.steps += steps;
      this.limit ??= limit;
      this.cover(built, taken);
      if (!violation) return;
      wanted = wanted.filter((p) => p !== violation.property);
      this.keep(built, violation);
    }
  }

  /** Not fused, for coverage is of single steps and so are runs. Null for what the model refuses to carry. */
  private build(): Built | null {
    try {
      return this.options.subject.build(this.system.topology, this.design, this.system.scenario);
    } catch (e) {
      if (e instanceof InputError || e instanceof ModelBound) return null;
      throw e;
    }
  }

  private keep(built: Built, { property, path, witness }: Violation): void {
    const { subject, timeUp, shrinkMs = 2000, seed, found } = this.options;
    const end = performance.now() + shrinkMs;
    const shrunk = shrinkInTime(subject, { ...this.system, built, path, witness }, this.design, property, {
      seed: this.seed(property.id),
      timeUp: () => performance.now() > end || timeUp(),
    });
    const key = keyOf(subject, property, this.design, shrunk);
    if (!this.quota.note(property.id, key, this.number)) return;
    if (judge(shrunk.built, property, shrunk.path) === null)
      throw new Error(`${property.id} is violated in a walk, and not when it is replayed`);
    this.finds.push(findOf(subject, shrunk, property, this.design, { seed, found }));
  }

  private cover(built: Built, taken: readonly (readonly boolean[])[]): void {
    built.system.programs.forEach((program, p) =>
      program.instructions.forEach(({ step, index }) => {
        this.compiled.add(actionOf(step));
        if (taken[p]![index]) this.taken.add(actionOf(step));
      }),
    );
  }

  /** The `given:` part runs when a system is built, before anything is walked. */
  private coverOpening({ system, prologue }: Built): void {
    system.state.set(prologue.start);
    for (const { thread, outcome } of prologue.moves) {
      this.taken.add(actionOf(system.at(thread)!.step));
      system.fire(thread, outcome);
    }
  }

  private seed(label: string): string {
    return `${this.options.seed}/${this.number}/${this.design.id}/${label}`;
  }
}
