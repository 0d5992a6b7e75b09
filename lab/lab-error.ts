/** Something the lab needs is missing or a scenario cannot be run: one clear line, exit code 2. */
export class LabError extends Error {
  override readonly name = 'LabError';
}
