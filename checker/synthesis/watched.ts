/**
 * A record that notes which of its values are looked at: whatever is computed of it and of nothing else that changes is the
 * same for every record that agrees on those values. The notes are places like `xen.pvhMapPirq`.
 */
export function watched<T extends object>(
  record: T,
): { readonly record: T; readonly seen: ReadonlySet<string> } {
  const seen = new Set<string>();
  const watch = (target: object, place: string): object => {
    const inner = new Map<PropertyKey, object>();
    const placeOf = (key: PropertyKey): string => (place === '' ? String(key) : `${place}.${String(key)}`);
    return new Proxy(target, {
      get(_, key) {
        const value: unknown = Reflect.get(target, key);
        if (typeof value !== 'object' || value === null) {
          seen.add(placeOf(key));
          return value;
        }
        const known = inner.get(key) ?? watch(value, placeOf(key));
        inner.set(key, known);
        return known;
      },
      has(_, key) {
        seen.add(placeOf(key));
        return Reflect.has(target, key);
      },
      // Copying or comparing looks at everything: `get` notes the values, this the names.
      ownKeys() {
        seen.add(placeOf('*'));
        return Reflect.ownKeys(target);
      },
    });
  };
  return { record: watch(record, '') as T, seen };
}
