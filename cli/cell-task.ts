import { deadlock } from '../checker/deadlock.js';
import type { AnyDesign, Subject } from '../checker/subject.js';
import type { Property } from '../properties/property.js';
import { allProperties } from './built-in.js';
import { byName } from './nearest.js';

/** A cell to decide, as plain data for the worker that does it. */
export interface CellTask {
  readonly subject: string;
  /** Whole, since a combination of choices need not be a design that has a name. */
  readonly design: AnyDesign;
  /** Name of a built-in scenario. */
  readonly scenario: string;
  readonly property: string;
}

/** A property by id or name, or the deadlock that every search looks for. Throws InputError. */
export function propertyNamed(subject: Subject, name: string): Property | typeof deadlock {
  const { id } =
    allProperties.find((p) => p.name === name) ??
    byName('property', name, allProperties, (p) => p.id, 'properties');
  return subject.properties.find((p) => p.id === id) ?? deadlock;
}
