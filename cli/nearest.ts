import { InputError } from '../model/input-error.js';

/** Finds a name, or refuses it with the nearest one there is. */
export function byName<T>(
  kind: string,
  name: string,
  all: readonly T[],
  nameOf: (t: T) => string,
  listedBy: string,
): T {
  const found = all.find((t) => nameOf(t).toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  const names = all.map(nameOf);
  const distances = names.map((n) => distance(n.toLowerCase(), name.toLowerCase()));
  const nearest = names[distances.indexOf(Math.min(...distances))];
  const hint = nearest !== undefined && isLike(name, nearest) ? `; did you mean ${nearest}?` : '';
  throw new InputError(kind, `there is no ${kind} "${name}"${hint} (pirqcheck list ${listedBy})`);
}

/** Can somebody who wrote `a` have meant `b`? A slip or two, or a name that was not finished. */
function isLike(a: string, b: string): boolean {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  return distance(x, y) <= Math.max(1, Math.floor(x.length / 4)) || (x.length > 2 && y.includes(x));
}

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length]!;
}
