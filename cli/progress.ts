/** One line on a terminal that says how far the work is. */
export interface ProgressLine {
  show(text: string): void;
  clear(): void;
}

const SILENT: ProgressLine = { show() {}, clear() {} };
const EVERY_MS = 100;

/** On a terminal a line that is written over, at most ten times a second; elsewhere nothing. */
export function progressLine(stream: NodeJS.WriteStream): ProgressLine {
  if (!stream.isTTY) return SILENT;
  let last = 0;
  return {
    show(text) {
      const now = Date.now();
      if (now - last < EVERY_MS) return;
      last = now;
      stream.write(`\r\x1b[K${text.slice(0, (stream.columns || 80) - 1)}`);
    },
    clear() {
      if (last > 0) stream.write('\r\x1b[K');
    },
  };
}
