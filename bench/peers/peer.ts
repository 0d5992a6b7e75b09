import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Ended } from '../process.js';

/** What a search of M(n,P) found, and what it took. */
export interface Counted {
  readonly states: number;
  readonly transitions: number;
  /** Longest of the shortest runs to any state; null where the tool does not tell. */
  readonly depth: number | null;
  readonly seconds: number;
  readonly peakMiB: number;
}

/** One way to search M(n,P) exhaustively, ready to be timed as often as one likes. */
export interface Contender {
  readonly name: string;
  /** How to repeat it by hand, in M's folder. */
  readonly commands: readonly string[];
  search(): Promise<Counted>;
}

/** A tool that is not here, and how to get it. */
export interface Missing {
  readonly name: string;
  readonly howToGet: string;
}

/** The folder with M in the languages of the peers; also from `dist`. */
export const sources = import.meta.dirname.includes(join('dist', 'bench'))
  ? join(import.meta.dirname, '../../../bench/peers')
  : import.meta.dirname;

/** Can the program be run at all? */
export const installed = (command: string, versionFlag: string): boolean =>
  spawnSync(command, [versionFlag], { stdio: 'ignore' }).error === undefined;

/** Reads a number out of what a tool printed. Throws where it is not there. */
export function numberIn(text: string, pattern: RegExp): number {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`nothing like ${pattern} in:\n${text}`);
  return Number(found);
}

export const cost = ({ seconds, peakMiB }: Ended): Pick<Counted, 'seconds' | 'peakMiB'> => ({
  seconds,
  peakMiB,
});
