import type { Tally } from './fuzz-summary.js';
import { progressLine } from './progress.js';

/** How far a fuzz run is: a line that is written over on a terminal, elsewhere one now and then. */
export interface FuzzProgress {
  /** Something that happens before the run itself. */
  say(text: string): void;
  start(): void;
  /** Writes something else without the line in its way. */
  above(write: () => void): void;
  end(): void;
}

const ON_TERMINAL_MS = 250;
const ELSEWHERE_MS = 30_000;

/** Progress until `deadline`, as Date.now() counts. */
export function fuzzProgress(stream: NodeJS.WriteStream, tally: Tally, deadline: number): FuzzProgress {
  const line = progressLine(stream);
  let timer: NodeJS.Timeout | undefined;
  const text = (): string => {
    const left = Math.max(0, Math.round((deadline - Date.now()) / 1000));
    const { taken, compiled, systems, runsPerSecond, finds } = tally;
    return [
      `${runsPerSecond} runs/s`,
      `${systems} systems`,
      `${taken.size}/${compiled.size} actions`,
      `${finds.length} new`,
      `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')} left`,
    ].join(', ');
  };
  return {
    say: (what) => line.show(what),
    start() {
      timer = stream.isTTY
        ? setInterval(() => line.show(text()), ON_TERMINAL_MS)
        : setInterval(() => stream.write(`${text()}\n`), ELSEWHERE_MS);
    },
    above(write) {
      line.clear();
      write();
    },
    end() {
      clearInterval(timer);
      line.clear();
    },
  };
}
