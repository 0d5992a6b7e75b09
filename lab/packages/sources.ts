import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../lab-error.js';

/** One file of apt's configuration; the ending tells apt which of its two formats it is. */
export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/**
 * The machine's own package sources (`sources.list`, `sources.list.d/*.list` and `*.sources` under `folder`) with the suite
 * of its release changed to that of another: `bookworm-security` becomes `trixie-security`. Sources of other suites are
 * left out. Throws LabError if none is left.
 */
export function sourcesOf(codename: string, running: string, folder = '/etc/apt'): SourceFile[] {
  const parts = join(folder, 'sources.list.d');
  const files = [
    join(folder, 'sources.list'),
    ...(existsSync(parts)
      ? readdirSync(parts)
          .sort()
          .map((f) => join(parts, f))
      : []),
  ].filter((f) => existsSync(f));
  const changed = files.flatMap((file): SourceFile[] => {
    const text = readFileSync(file, 'utf8');
    const name = `${files.indexOf(file)}`;
    if (file.endsWith('.list')) return nonEmpty(`${name}.list`, oneLine(text, running, codename));
    if (file.endsWith('.sources')) return nonEmpty(`${name}.sources`, stanzas(text, running, codename));
    return [];
  });
  if (changed.length === 0)
    throw new LabError(`no package source of ${running} in ${folder} to derive those of ${codename} from`);
  return changed;
}

const nonEmpty = (name: string, text: string): SourceFile[] => (text === '' ? [] : [{ name, text }]);

/** A suite of the release: its codename, alone or with `-updates`, `-security` ... behind it. */
const suiteOf = (suite: string, running: string): boolean =>
  suite === running || suite.startsWith(`${running}-`) || suite.startsWith(`${running}/`);

const renamed = (suite: string, running: string, codename: string): string =>
  codename + suite.slice(running.length);

/** `deb [options] uri suite component...`: sources.list(5), one-line style. */
function oneLine(text: string, running: string, codename: string): string {
  return text
    .split('\n')
    .flatMap((line) => {
      const m = /^(deb(?:\s+\[[^\]]*\])?\s+\S+\s+)(\S+)(.*)$/.exec(line.trim());
      return m && suiteOf(m[2]!, running) ? [m[1]! + renamed(m[2]!, running, codename) + m[3]!] : [];
    })
    .map((line) => `${line}\n`)
    .join('');
}

/** Stanzas of `Field: value`: sources.list(5), deb822 style. Comments inside a stanza are dropped. */
function stanzas(text: string, running: string, codename: string): string {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .split(/\n\s*\n/)
    .flatMap((stanza) => {
      const suites = (/^Suites:(.*)$/im.exec(stanza)?.[1] ?? '').trim().split(/\s+/);
      const ours = suites.filter((s) => suiteOf(s, running)).map((s) => renamed(s, running, codename));
      const binary = /^Types:.*\bdeb\b(?!-)/im.test(stanza);
      const enabled = !/^Enabled:\s*(no|false|0)\s*$/im.test(stanza);
      return ours.length > 0 && binary && enabled
        ? [`${stanza.trim().replace(/^Suites:.*$/im, `Suites: ${ours.join(' ')}`)}\n`]
        : [];
    })
    .join('\n');
}
