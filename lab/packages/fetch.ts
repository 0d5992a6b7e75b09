import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../lab-error.js';
import type { Progress } from '../progress.js';
import { run } from '../run-program.js';
import { temporaryFolder } from '../temporary-folder.js';
import { cacheFolder } from './cache.js';
import type { Release } from './release.js';
import { sourcesOf } from './sources.js';

/**
 * The release's packages with all they depend on, unpacked side by side in the cache; nothing is installed. Returns the
 * folder. Throws LabError where apt cannot get them.
 */
export async function unpacked(release: Release, progress: Progress): Promise<string> {
  const root = cacheFolder(release.codename);
  if (existsSync(root)) return root;
  mkdirSync(cacheFolder(), { recursive: true });
  const folder = temporaryFolder(cacheFolder());
  const work = folder.path;
  try {
    await download(release, work, progress);
    const archives = join(work, 'cache', 'archives');
    const debs = readdirSync(archives).filter((f) => f.endsWith('.deb'));
    const tree = join(work, 'root');
    mkdirSync(tree);
    for (const [i, deb] of debs.entries()) {
      progress(`${release.codename}: unpacking package ${i + 1} of ${debs.length}`);
      await run('dpkg-deb', ['-x', join(archives, deb), tree]);
    }
    writeFileSync(join(tree, 'packages.txt'), debs.map((d) => `${d}\n`).join(''));
    renameSync(tree, root);
  } finally {
    folder.remove();
  }
  return root;
}

/** apt with folders of its own: it knows nothing of what is installed here and changes nothing of it. */
async function download(release: Release, work: string, progress: Progress): Promise<void> {
  for (const d of ['state/lists/partial', 'cache/archives/partial', 'sources'])
    mkdirSync(join(work, d), { recursive: true });
  writeFileSync(join(work, 'status'), '');
  for (const source of sourcesOf(release.codename, runningCodename()))
    writeFileSync(join(work, 'sources', source.name), source.text);
  const options = {
    'Dir::State': join(work, 'state'),
    'Dir::State::status': join(work, 'status'),
    'Dir::Cache': join(work, 'cache'),
    'Dir::Etc::sourcelist': '/dev/null',
    'Dir::Etc::sourceparts': join(work, 'sources'),
    'APT::Architecture': 'amd64',
    'APT::Install-Recommends': '0',
    'APT::Sandbox::User': 'root',
    'APT::Update::Error-Mode': 'any',
    'Acquire::Retries': '2',
  };
  const apt = async (...args: string[]): Promise<void> => {
    const settings = Object.entries(options).flatMap(([k, v]) => ['-o', `${k}=${v}`]);
    try {
      await run('apt-get', ['-q', ...settings, ...args]);
    } catch (e) {
      throw new LabError(
        `cannot get the packages of Debian ${release.codename}: ${(e as Error).message}; the lab needs the network once`,
      );
    }
  };
  progress(`${release.codename}: reading the package lists`);
  await apt('update');
  progress(`${release.codename}: downloading some 170 MB of packages`);
  await apt('install', '-y', '--download-only', ...release.packages);
}

/** VERSION_CODENAME of os-release(5). */
function runningCodename(): string {
  const text = readFileSync('/etc/os-release', 'utf8');
  const name = /^VERSION_CODENAME="?([a-z]+)"?$/m.exec(text)?.[1];
  if (!name) throw new LabError('/etc/os-release names no VERSION_CODENAME; the lab needs Debian');
  return name;
}
