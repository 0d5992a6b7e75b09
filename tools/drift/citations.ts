import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** What a comment of the model says it models. */
export interface Citation {
  /** File of the model and line of the comment's citation. */
  readonly place: string;
  readonly project: Project;
  /** Functions, hypercalls (`XEN_DOMCTL_...`), structs or macros. */
  readonly names: readonly string[];
  /** Files they are in; empty where the comment does not say. */
  readonly files: readonly string[];
  /** Oldest first. */
  readonly versions: readonly string[];
}

export const projects = ['Linux', 'Xen', 'QEMU'] as const;
export type Project = (typeof projects)[number];

/** In parentheses: files and names, then the project with its versions: `(xen/arch/x86/irq.c, Xen 4.17 and 4.20)`. */
const PARENTHESES = /\(([^()]*?\b(Linux|Xen|QEMU) (\d[\w.-]*(?:(?:,| and) \d[\w.-]*)*)[^()]*)\)/g;
const FILE = /\b[\w-]+(?:\/[\w.-]+)+\.[chS]\b/g;
/** A name of C code that cannot be taken for a word: it has an underscore. */
const NAME = /\b_*[A-Za-z]\w*_\w+\b/g;
/** The names right before the parentheses: `a -> b and c with FLAG (`. */
const CHAIN =
  /((?:`?\b_*[A-Za-z]\w*_\w+\b`?(?:\([^()]*\))?)(?:(?: ?->| and| or|,) `?_*[A-Za-z]\w*_\w+`?(?:\([^()]*\))?)*)(?: (?:with|for|of|called) [^().]{1,40})?:? ?$/;

/** The citations in the comments of a source text. `place` names it. */
export function citationsIn(source: string, place: string): Citation[] {
  const found: Citation[] = [];
  for (const comment of source.matchAll(/\/\*\*?[\s\S]*?\*\/|(?:^[ \t]*\/\/.*\n)+/gm)) {
    const { text, lineAt } = oneLine(comment[0], source.slice(0, comment.index).split('\n').length);
    for (const m of text.matchAll(PARENTHESES)) {
      const [, inside, project, versions] = m;
      const before = CHAIN.exec(text.slice(0, m.index))?.[1] ?? '';
      const files = inside!.match(FILE) ?? [];
      const names = [...namesIn(before), ...namesIn(inside!.replace(FILE, ''))];
      // A proposal or a commit, not a place in the source.
      if (files.length === 0 && /; [0-9a-f]{8,}/.test(inside!)) continue;
      if (names.length === 0) continue;
      found.push({
        place: `${place}:${lineAt(m.index)}`,
        project: project as Project,
        names: [...new Set(names)],
        files: [...files],
        versions: versions!.split(/,? and |, /),
      });
    }
  }
  return found;
}

const namesIn = (text: string): string[] => text.replace(/\([^()]*\)/g, '').match(NAME) ?? [];

/** A comment without its stars, on one line, and the line of the source that an offset is on. */
function oneLine(comment: string, firstLine: number): { text: string; lineAt: (offset: number) => number } {
  let text = '';
  const starts: number[] = [];
  for (const line of comment.split('\n')) {
    starts.push(text.length);
    text += `${line
      .replace(/^\s*(\/\*\*?|\*\/|\*|\/\/)?\s?/, '')
      .replace(/\*\/$/, '')
      .trimEnd()} `;
  }
  return {
    text,
    lineAt: (offset) => firstLine + starts.findLastIndex((start) => start <= offset),
  };
}

/** All citations of the sources below a folder; `designs/` says which release has something, not where. */
export const citationsBelow = (folder: string, root: string): Citation[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((f) => f.endsWith('.ts') && !f.startsWith('designs'))
    .sort()
    .flatMap((f) => citationsIn(readFileSync(join(folder, f), 'utf8'), relative(root, join(folder, f))));
