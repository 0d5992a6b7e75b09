/** Tells a person at a terminal what is going on; elsewhere says nothing. */
export type Progress = (what: string) => void;

/** One line on stderr that is overwritten by the next. */
export function terminalProgress(): Progress {
  if (!process.stderr.isTTY) return () => {};
  return (what) => {
    const width = process.stderr.columns || 80;
    process.stderr.write(`\r\x1b[K${what.slice(0, width - 1)}`);
  };
}
