/** Said on standard error when a report holds what was found before Ctrl-C. */
export const INTERRUPTED = 'pirqcheck: interrupted; this is what was known by then\n';

/** Calls `end` at the first Ctrl-C; a second one ends the program at once. Returns what takes this back. */
export function onInterrupt(end: () => void): () => void {
  let isSecond = false;
  const interrupt = (): void => {
    if (isSecond) process.exit(130);
    isSecond = true;
    end();
  };
  process.on('SIGINT', interrupt);
  return () => void process.off('SIGINT', interrupt);
}
