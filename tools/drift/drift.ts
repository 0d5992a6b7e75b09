import type { Citation } from './citations.js';
import { sourceOf } from './c-source.js';
import type { Tree } from './tree.js';

/** What became of a name that the model cites. */
export interface Drift {
  readonly place: string;
  readonly name: string;
  readonly file: string;
  readonly version: string;
  readonly state:
    | 'unchanged'
    | 'changed'
    /** In another file now, with the same code or not. */
    | 'moved'
    | 'gone'
    /** Not there in the revision compared with, which is older than the citation. */
    | 'added'
    /** Not in the cited file of the cited version: the citation is wrong. */
    | 'not found'
    /** The repository does not have the cited version. */
    | 'no such version'
    /** The comment names no file. */
    | 'no file';
  /** Where it is, for `moved`, `not found` and `no file`, if it is anywhere. */
  readonly now?: string;
}

/**
 * Compares what is cited of a project with its tree. The newest version a comment names counts, unless `since` is given, a
 * revision to compare all citations with.
 */
export function driftOf(citations: readonly Citation[], tree: Tree, since?: string): Drift[] {
  return citations
    .filter((c) => c.project === tree.project)
    .flatMap((c) => {
      const version = c.versions.at(-1)!;
      const revision = since ?? tree.revision(version);
      const [file = ''] = c.files;
      const base = { place: c.place, file, version: since ?? version };
      if (revision === null)
        return c.names.map((name): Drift => ({ ...base, name, state: 'no such version' }));
      const drifts = c.names.map((name) =>
        since !== undefined && isAdded(name, c, tree, since)
          ? ({ ...base, name, state: 'added' } satisfies Drift)
          : driftOfName(name, c, tree, revision, base),
      );
      // Of several names some only explain (a flag, a field): if one is found in the cited files, the others need not be.
      const found = drifts.some((d) => d.state !== 'not found' && d.state !== 'no file');
      return found ? drifts.filter((d) => d.state !== 'not found' || d.now !== undefined) : drifts;
    });
}

/** Is the name in one of its files now, and was in none then? */
function isAdded(name: string, { files }: Citation, tree: Tree, since: string): boolean {
  const at = (revision: string): boolean => files.some((f) => codeOf(tree, revision, f, name) !== null);
  return at(tree.at) && !at(since);
}

function driftOfName(
  name: string,
  { files }: Citation,
  tree: Tree,
  revision: string,
  base: Pick<Drift, 'place' | 'file' | 'version'>,
): Drift {
  const file = files.find((f) => codeOf(tree, revision, f, name) !== null);
  if (file === undefined) {
    const now = elsewhere(tree, revision, name);
    const state = files.length === 0 ? 'no file' : 'not found';
    return { ...base, name, state, ...(now === undefined ? {} : { now }) };
  }
  const then = codeOf(tree, revision, file, name);
  const here = codeOf(tree, tree.at, file, name);
  if (here !== null) return { ...base, name, file, state: here === then ? 'unchanged' : 'changed' };
  const now = elsewhere(tree, tree.at, name);
  return now === undefined
    ? { ...base, name, file, state: 'gone' }
    : { ...base, name, file, state: 'moved', now };
}

function codeOf(tree: Tree, revision: string, file: string, name: string): string | null {
  const text = tree.text(revision, file);
  return text === null ? null : sourceOf(name, text);
}

/** A file that defines the name, if any does. */
function elsewhere(tree: Tree, revision: string, name: string): string | undefined {
  return tree.mentioning(revision, name).find((f) => codeOf(tree, revision, f, name) !== null);
}
