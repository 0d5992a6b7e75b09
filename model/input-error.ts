/** An input that cannot be used: `place` says where, the message what to do. Commands print it on one line and exit with 2. */
export class InputError extends Error {
  constructor(
    readonly place: string,
    problem: string,
  ) {
    super(`${place}: ${problem}`);
    this.name = 'InputError';
  }
}
