import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that is removed when `remove` is called, or the process ends. */
export interface TemporaryFolder {
  readonly path: string;
  remove(): void;
}

/** Makes one, `parent` being the system's folder for temporary files where none is named. */
export function temporaryFolder(parent = tmpdir()): TemporaryFolder {
  const path = mkdtempSync(join(parent, 'pirqcheck-lab-'));
  const remove = (): void => {
    rmSync(path, { recursive: true, force: true });
    process.off('exit', remove);
  };
  process.on('exit', remove);
  return { path, remove };
}
