/** What a run said, line by line, with the seconds since QEMU started. */
export class Transcript {
  readonly lines: { readonly time: number; readonly text: string }[] = [];
  private readonly started = Date.now();

  add(text: string): void {
    this.lines.push({ time: (Date.now() - this.started) / 1000, text });
  }

  /** The last lines, for a run that went wrong. */
  tail(n: number): string {
    return this.lines
      .slice(-n)
      .map((l) => `  ${l.text}`)
      .join('\n');
  }

  /** The format of a transcript file: `[  seconds] line`. */
  toString(): string {
    return this.lines.map((l) => `[${l.time.toFixed(2).padStart(7)}] ${l.text}\n`).join('');
  }
}
