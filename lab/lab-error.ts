/** Something the lab needs is missing or a scenario cannot be run: one clear line, exit code 2. */
export class LabError extends Error {
  override readonly name: string = 'LabError';
}

/** The machine fell silent. TCG on a busy host does that now and then; the same run usually gets through the next time. */
export class HungError extends LabError {}
