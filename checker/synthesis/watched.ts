import type { ChoiceWatch } from '../../model/compile.js';

/** A record whose values are watched, and who wants to know of what depends on them. */
export interface Watched<T> extends ChoiceWatch {
  readonly record: T;
  /** Places like `xen.pvhMapPirq`, of what was looked at outside of parts, and for the parts that were reached. */
  readonly seen: ReadonlySet<string>;
}

/**
 * A record that notes which of its values are looked at: whatever is computed of it and of nothing else that changes is the
 * same for every record that agrees on those values. What is looked at to write a part of a program counts only once a thread
 * gets to that part.
 */
export function watched<T extends object>(record: T): Watched<T> {
  const seen = new Set<string>();
  let notes = seen;
  const watch = (target: object, place: string): object => {
    const inner = new Map<PropertyKey, object>();
    const placeOf = (key: PropertyKey): string => (place === '' ? String(key) : `${place}.${String(key)}`);
    return new Proxy(target, {
      get(_, key) {
        const value: unknown = Reflect.get(target, key);
        if (typeof value !== 'object' || value === null) {
          notes.add(placeOf(key));
          return value;
        }
        const known = inner.get(key) ?? watch(value, placeOf(key));
        inner.set(key, known);
        return known;
      },
      has(_, key) {
        notes.add(placeOf(key));
        return Reflect.has(target, key);
      },
      // Copying or comparing looks at everything: `get` notes the values, this the names.
      ownKeys() {
        notes.add(placeOf('*'));
        return Reflect.ownKeys(target);
      },
    });
  };
  return {
    record: watch(record, '') as T,
    seen,
    writing(write) {
      const outer = notes;
      const own = new Set<string>();
      notes = own;
      let isReached = false;
      try {
        const written = write();
        const reached = (): void => {
          if (isReached) return;
          isReached = true;
          for (const place of own) seen.add(place);
        };
        return { written, reached };
      } finally {
        notes = outer;
      }
    },
  };
}
