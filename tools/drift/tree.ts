import { execFileSync } from 'node:child_process';
import { InputError } from '../../model/input-error.js';
import { projects, type Project } from './citations.js';

/** A file that only this project has. */
const LANDMARKS: Readonly<Record<Project, string>> = {
  Xen: 'xen/common/domain.c',
  Linux: 'init/main.c',
  QEMU: 'qemu-options.hx',
};

/** The names a version may have in a repository of the project. */
const refsOf: Readonly<Record<Project, (version: string) => readonly string[]>> = {
  Xen: (v) =>
    v.endsWith('-unstable')
      ? ['master', 'origin/master']
      : v.split('.').length > 2
        ? [`RELEASE-${v}`]
        : [`RELEASE-${v}.0`, `stable-${v}`, `origin/stable-${v}`],
  Linux: (v) => [`v${v}`],
  QEMU: (v) => [`v${v}`, `v${v}.0`, `v${v}.0.0`],
};

/** A git repository of one of the cited projects, as a checkout or bare. */
export class Tree {
  readonly project: Project;
  private readonly texts = new Map<string, string | null>();

  /** Throws InputError where the folder is no such repository or has no such revision. */
  constructor(
    private readonly folder: string,
    readonly at: string,
  ) {
    if (this.git('rev-parse', '--git-dir') === null)
      throw new InputError(folder, 'is no git repository; what a version was can only be asked of one');
    if (!this.has(at)) throw new InputError(folder, `has no revision "${at}"`);
    const project = projects.find((p) => this.text(at, LANDMARKS[p]) !== null);
    if (!project) throw new InputError(folder, 'is no source tree of Xen, Linux or QEMU');
    this.project = project;
  }

  /** The revision of a version; null if the repository does not have it. */
  revision(version: string): string | null {
    return refsOf[this.project](version).find((ref) => this.has(ref)) ?? null;
  }

  has(revision: string): boolean {
    return this.git('rev-parse', '--verify', '--quiet', `${revision}^{commit}`) !== null;
  }

  /** A file at a revision; null if it is not there. */
  text(revision: string, file: string): string | null {
    const key = `${revision}:${file}`;
    let text = this.texts.get(key);
    if (text === undefined) {
      text = this.git('show', key);
      this.texts.set(key, text);
    }
    return text;
  }

  /** Files that mention a name, at a revision. */
  mentioning(revision: string, name: string): string[] {
    const lines = this.git('grep', '-l', '-w', '--fixed-strings', name, revision, '--', '*.c', '*.h');
    return (lines ?? '').split('\n').flatMap((l) => (l === '' ? [] : [l.slice(revision.length + 1)]));
  }

  private git(...args: string[]): string | null {
    try {
      return execFileSync('git', ['-C', this.folder, ...args], {
        encoding: 'utf8',
        maxBuffer: 1 << 28,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    } catch {
      return null;
    }
  }
}
