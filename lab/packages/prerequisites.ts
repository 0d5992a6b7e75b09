import { spawnSync } from 'node:child_process';
import { LabError } from '../lab-error.js';

/** Programs the lab runs on this machine, and the Debian package of each. */
const programs: Readonly<Record<string, string>> = {
  'apt-get': 'apt',
  'dpkg-deb': 'dpkg',
  'qemu-system-x86_64': 'qemu-system-x86',
  xz: 'xz-utils',
  zstd: 'zstd',
};

const present = (program: string): boolean =>
  spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;

/** Throws LabError naming what is missing and how to get it. */
export function checkPrerequisites(): void {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new LabError(`the lab needs Debian on amd64, this is ${process.platform} on ${process.arch}`);
  const missing = Object.keys(programs).filter((p) => !present(p));
  if (missing.length === 0) return;
  throw new LabError(
    `${missing.join(', ')} not found; get it with: apt-get install ${missing.map((p) => programs[p]).join(' ')}`,
  );
}
