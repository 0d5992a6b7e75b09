import recorded from './expected.json' with { type: 'json' };
import randomFinds from './random-finds.json' with { type: 'json' };

/** What `npm run bless` recorded of one scenario under one design. What it does not name holds. */
export interface Recorded {
  readonly states: number;
  readonly transitions: number;
  /** Violated properties with the steps to the nearest violation, from the start of the machine: `I2:23 I4:22`. */
  readonly violated?: string;
  /** Properties that nothing concerned: `I3 I5`. */
  readonly vacuous?: string;
}

/** By scenario, then by design. */
export type Expected = Readonly<Record<string, Readonly<Record<string, Recorded>>>>;

/** A cell in one line, as the file has it: `37 states, 36 transitions, violated I15:32, vacuous I5 I8`. */
export const writeRecorded = ({ states, transitions, violated, vacuous }: Recorded): string =>
  [
    `${states} states`,
    `${transitions} transitions`,
    ...(violated ? [`violated ${violated}`] : []),
    ...(vacuous ? [`vacuous ${vacuous}`] : []),
  ].join(', ');

function readRecorded(line: string): Recorded {
  const [states, transitions, ...lists] = line.split(', ');
  return {
    states: parseInt(states!),
    transitions: parseInt(transitions!),
    ...Object.fromEntries(
      lists.map((list) => {
        const space = list.indexOf(' ');
        return [list.slice(0, space), list.slice(space + 1)];
      }),
    ),
  };
}

const mapValues = <A, B>(record: Readonly<Record<string, A>>, f: (a: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, f(value)]));

/** The recorded verdicts of the built-in scenarios. */
export const expected: Expected = mapValues(
  recorded as Readonly<Record<string, Readonly<Record<string, string>>>>,
  (cells) => mapValues(cells, readRecorded),
);

/** The recorded verdict; null where none is recorded. */
export function expectedVerdict(
  property: string,
  design: string,
  scenario: string,
): 'holds' | 'violated' | 'vacuous' | null {
  const cell = expected[scenario]?.[design];
  if (cell === undefined) return null;
  if (violatedIn(cell).has(property)) return 'violated';
  return namesIn(cell.vacuous).includes(property) ? 'vacuous' : 'holds';
}

/** Steps to the nearest violation by property. */
export const violatedIn = (cell: Recorded): ReadonlyMap<string, number> =>
  new Map(
    namesIn(cell.violated).map((entry) => {
      const [property, steps] = entry.split(':');
      return [property!, Number(steps)];
    }),
  );

/** The names in a list as it is recorded. */
export const namesIn = (list: string | undefined): string[] => (list ? list.split(' ') : []);

/**
 * Is the property recorded as violated by the design in any scenario, or has a long random run shown it (`random-finds.json`)?
 * Those pairs only keep the nightly run quiet: not every counterexample behind them has been read, and they were taken
 * before sysfs reset waited for the device lock, so some may be out of reach by now.
 */
export const knownViolated = (property: string, design: string): boolean =>
  namesIn((randomFinds as Readonly<Record<string, string>>)[design]).includes(property) ||
  Object.values(expected).some((designs) => designs[design] && violatedIn(designs[design]).has(property));
