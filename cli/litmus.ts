import type { Cell, LitmusMatrix, NotAsked, Row } from '../checker/cell.js';
import { whyNotAsked } from '../checker/choices.js';
import { deadlock } from '../checker/deadlock.js';
import type { AnyDesign, Subject } from '../checker/subject.js';
import { InputError } from '../model/input-error.js';
import type { Litmus } from '../properties/litmus/litmus.js';
import type { Property } from '../properties/property.js';
import { propertyNamed, type CellTask } from './cell-task.js';
import { onInterrupt } from './interrupt.js';
import { byName } from './nearest.js';
import { Pool } from './pool.js';
import { progressLine } from './progress.js';
import { designNamed, subjects } from './subjects.js';

/** A question of the catalogue: a scenario and the property that is asked in it. */
export interface Question {
  readonly subject: Subject;
  readonly scenario: Litmus;
  readonly property: Property | typeof deadlock;
}

/** What the user wants of the catalogue; all of it where nothing is said. */
export interface Wanted {
  readonly scenarios?: readonly string[] | undefined;
  /** Asked instead of the scenarios' own questions. */
  readonly properties?: readonly string[] | undefined;
}

/**
 * The questions of the catalogue, in its order. A scenario is chosen by its name or by the beginning of it: `T3/`, `T3/attach*`.
 * Throws InputError for what is not there.
 */
export function questionsOf({ scenarios, properties }: Wanted): Question[] {
  for (const name of scenarios ?? []) if (!isPattern(name)) scenarioIn(name);
  const chosen = (l: Litmus): boolean => scenarios?.some((name) => isMatch(l.name, name)) ?? true;
  const questions = subjects.flatMap((subject) =>
    subject.litmus.filter(chosen).flatMap((scenario) => {
      const asked = properties ?? (scenario.asks === undefined ? [] : [scenario.asks]);
      return asked.map((p) => ({ subject, scenario, property: propertyNamed(subject, p) }));
    }),
  );
  const lost = scenarios?.find((name) => !questions.some((q) => isMatch(q.scenario.name, name)));
  if (lost !== undefined)
    throw new InputError(
      '--scenarios',
      isPattern(lost)
        ? `no scenario of the catalogue begins with ${lost}`
        : `${lost} has no question of its own; --properties asks one`,
    );
  return questions;
}

const isPattern = (name: string): boolean => /[*/]$/.test(name);

const isMatch = (name: string, wanted: string): boolean =>
  isPattern(wanted)
    ? name.startsWith(wanted.replace(/\*$/, ''))
    : name.toLowerCase() === wanted.toLowerCase();

const scenarioIn = (name: string): Litmus =>
  byName(
    'scenario',
    name,
    subjects.flatMap((s) => s.litmus),
    (l) => l.name,
    'scenarios',
  );

/** Designs by id, those of the catalogue in its order; all of these where nothing is said. Throws InputError. */
export function designsOf(ids: readonly string[] | undefined): { subject: Subject; design: AnyDesign }[] {
  const known = subjects.flatMap((subject) => subject.designs.map((design) => ({ subject, design })));
  if (!ids) return known;
  const chosen = new Map(ids.map((id) => [designNamed(id).design.id, designNamed(id)]));
  const combinations = [...chosen.values()].filter((c) => known.every((k) => k.design.id !== c.design.id));
  return [...known.filter((k) => chosen.has(k.design.id)), ...combinations];
}

/** What came of work with a referee, and whether Ctrl-C ended it. */
export interface Refereed<T> {
  readonly found: T;
  readonly interrupted: boolean;
}

/**
 * Has work done with a referee, who is gone when it is done. Ctrl-C has it end with the cells that are decided by then, a
 * second one at once.
 */
export async function refereed<T>(work: (referee: Referee) => Promise<T>): Promise<Refereed<T>> {
  const referee = new Referee();
  const release = onInterrupt(() => referee.interrupt());
  try {
    const found = await work(referee);
    return { found, interrupted: referee.interrupted };
  } finally {
    release();
    await referee.close();
  }
}

/** Decides cells of the litmus matrix, each once, on all processors. */
export class Referee {
  private readonly pool = new Pool<CellTask, Cell | NotAsked>(new URL('./cell-worker.js', import.meta.url));
  private readonly line = progressLine(process.stderr);
  private readonly decided = new Map<string, Promise<Cell | NotAsked>>();
  private answered = 0;
  private isEnded = false;
  private end: (cell: NotAsked) => void = () => {};
  private readonly ended = new Promise<NotAsked>((resolve) => (this.end = resolve));

  get interrupted(): boolean {
    return this.isEnded;
  }

  /** What is not decided by now never will be. */
  interrupt(): void {
    this.isEnded = true;
    this.end({ reason: 'interrupted before it was decided' });
  }

  /** A cell that cannot be asked, or is not decided when the work is interrupted, says so. */
  async decide({ subject, scenario, property }: Question, design: AnyDesign): Promise<Cell | NotAsked> {
    const reason = whyNotAsked(scenario, design);
    if (reason !== null) return { reason };
    if (this.isEnded) return this.ended;
    const key = `${scenario.name} ${property.id} ${design.id}`;
    const task = { subject: subject.id, design, scenario: scenario.name, property: property.id };
    const cell = this.decided.get(key) ?? this.ask(task);
    this.decided.set(key, cell);
    return Promise.race([cell, this.ended]);
  }

  private async ask(task: CellTask): Promise<Cell | NotAsked> {
    const cell = await this.pool.ask(task);
    this.answered++;
    this.line.show(`${this.answered}/${this.decided.size} cells: ${task.scenario} under ${task.design.id}`);
    return cell;
  }

  async close(): Promise<void> {
    this.line.clear();
    await this.pool.close();
  }
}

/** One matrix for each subject that has questions and designs among those that are wanted. */
export async function decideAll(
  referee: Pick<Referee, 'decide'>,
  questions: readonly Question[],
  designs: readonly { subject: Subject; design: AnyDesign }[],
): Promise<LitmusMatrix[]> {
  const matrices = subjects.map(async (subject): Promise<LitmusMatrix> => {
    const columns = designs.flatMap((d) => (d.subject === subject ? [d.design] : []));
    const rows = questions
      .filter((q) => q.subject === subject)
      .map(async (q): Promise<Row> => ({
        ...rowOf(q),
        cells: await Promise.all(columns.map((d) => referee.decide(q, d))),
      }));
    return { designs: columns, rows: await Promise.all(rows) };
  });
  return (await Promise.all(matrices)).filter((m) => m.rows.length > 0 && m.designs.length > 0);
}

/** What a report says about a question. */
export const rowOf = ({ scenario, property }: Question): Omit<Row, 'cells'> => ({
  scenario: scenario.name,
  question: scenario.question ?? property.question,
  property: { id: property.id, name: property.name, reads: 'reads' in property ? property.reads : [] },
});
