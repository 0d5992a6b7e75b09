import type { FuzzEvent, Known } from '../checker/fuzz.js';
import type { Machine } from '../checker/subject.js';
import type { Property } from '../properties/property.js';
import { randomSubjects } from './subjects.js';

/** What random runs are judged by. A run that is stuck is for a search to tell from one that waits. */
export const fuzzProperties: readonly Property[] = randomSubjects.flatMap((s) => s.properties);

/** A known machine, with the id of its subject. */
export interface KnownMachine {
  readonly subject: string;
  readonly topology: Machine;
}

/** The part of a fuzz run that one worker does, as plain data: designs and properties by id. */
export interface FuzzJob {
  readonly designs: readonly string[];
  readonly properties: readonly string[];
  readonly machines: readonly KnownMachine[];
  /** No random machines. */
  readonly only: boolean;
  readonly seed: string;
  readonly found: string;
  readonly known: readonly Known[];
  /** Systems to look at under each design; null for no bound. */
  readonly systems: number | null;
  /** When to end, as Date.now() counts. */
  readonly deadline: number;
  /** One word; set to 1 it asks the worker to come to an end. */
  readonly stop: SharedArrayBuffer;
}

/** What a worker says. */
export type FuzzMessage = FuzzEvent;
