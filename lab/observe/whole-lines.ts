/** A line of a transcript with its number in the file. */
export interface Line {
  readonly line: string;
  readonly number: number;
}

/**
 * The lines of a console that Xen and dom0 share, put together again: a line of dom0 into which Xen broke (`DEV 0000:0(XEN)
 * d0: bind ...`) goes on where Xen's line ends. Times in brackets at the beginning and carriage returns are taken off.
 */
export function wholeLines(text: string): Line[] {
  const lines: Line[] = [];
  let broken: Line | null = null;
  text.split('\n').forEach((whole, i) => {
    const line = whole.replace(/\r/g, '').replace(/^\[ *\d+\.\d+\] ?/, '');
    const number = i + 1;
    const at = line.indexOf('(XEN) ');
    if (at > 0 && !line.startsWith('HMP|')) {
      broken = { line: (broken?.line ?? '') + line.slice(0, at), number: broken?.number ?? number };
      lines.push({ line: line.slice(at), number });
    } else if (broken !== null && at < 0) {
      lines.push({ line: broken.line + line, number: broken.number });
      broken = null;
    } else lines.push({ line, number });
  });
  if (broken !== null) lines.push(broken);
  return lines;
}
