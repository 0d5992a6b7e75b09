/** Something the lab needs is missing or a scenario cannot be run: one clear line, exit code 2. */
export class LabError extends Error {
  override readonly name: string = 'LabError';
}

/** The machine hangs, or did not get through booting. TCG on a busy host does that now and then; the next try is another. */
export class EmulationError extends LabError {}
