/** A value as acpiexec prints it. */
export type AmlValue =
  | { kind: 'integer'; value: number }
  | { kind: 'string'; value: string }
  | { kind: 'buffer'; value: Buffer }
  /** Only the last name segment is printed. */
  | { kind: 'reference'; segment: string }
  | { kind: 'package'; elements: AmlValue[] }
  | { kind: 'other'; text: string };

/** What evaluating one object gave: `value` is null when it failed or returned nothing. */
export interface Evaluation {
  /** Of the device, without the object's own name and without padding: `\_SB.PCI0`. */
  path: string;
  /** AE_OK, AE_NOT_FOUND ... */
  status: string;
  value: AmlValue | null;
}

const RETURNED = /^(\\\S+)\s+returned (AE_\w+)/;
const STARTS = /^Executing all objects with NameSeg: (\w{4})/;
const ENDS = /^Evaluated (\d+) names? in the namespace/;
const DUMPED = /^\s*\[([A-Za-z ]+)\](.*)$/;

/** `\_SB_.PCI0.S00_` -> `\_SB.PCI0.S00`: names are padded to four characters in the namespace. */
export const unpadded = (path: string): string => path.replace(/_+(?=\.|$)/g, '');

/**
 * Parses what the `all NAME` commands of acpiexec printed: name -> evaluations in namespace order. A name is
 * in the result only if acpiexec came to the end of its command, so a crash cannot pass for "no such objects".
 */
export function parseEvaluations(output: string): Map<string, Evaluation[]> {
  const results = new Map<string, Evaluation[]>();
  const lines = output.split('\n');
  let name: string | null = null;
  let found: Evaluation[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    const start = STARTS.exec(line);
    if (start) {
      name = start[1]!;
      found = [];
      continue;
    }
    if (name === null) continue;
    const returned = RETURNED.exec(line);
    if (returned) {
      const path = unpadded(returned[1]!.slice(0, returned[1]!.lastIndexOf('.')));
      found.push({ path, status: returned[2]!, value: null });
    } else if (line.startsWith('Evaluation of ') && found.length > 0) {
      const cursor = { lines, at: i + 1 };
      found.at(-1)!.value = readValue(cursor);
      i = cursor.at - 1;
    } else if (ENDS.test(line)) {
      results.set(name, found);
      name = null;
    }
  }
  return results;
}

interface Cursor {
  lines: string[];
  at: number;
}

/** Reads one dumped value; null where the dump ends early. Elements are counted, since indentation is lost on strings. */
function readValue(cursor: Cursor): AmlValue | null {
  const dumped = DUMPED.exec(cursor.lines[cursor.at] ?? '');
  if (!dumped) return null;
  cursor.at++;
  const [kind, rest] = [dumped[1]!, dumped[2]!];
  if (kind === 'Integer') return { kind: 'integer', value: parseInt(rest.replace(/^\s*=\s*/, ''), 16) };
  if (kind === 'String') return { kind: 'string', value: /"(.*)"/.exec(rest)?.[1] ?? '' };
  if (kind === 'Object Reference') {
    const segment = /\bName (\S{4})\s/.exec(`${rest} `)?.[1];
    if (segment !== undefined) return { kind: 'reference', segment: segment.replace(/_+$/, '') };
  }
  if (kind === 'Buffer') return readBuffer(cursor, rest);
  if (kind === 'Package') {
    const count = Number(/Contains (\d+) Elements/.exec(rest)?.[1] ?? 0);
    const elements: AmlValue[] = [];
    for (let i = 0; i < count; i++) {
      const element = readValue(cursor);
      if (element === null) break;
      elements.push(element);
    }
    return { kind: 'package', elements };
  }
  return { kind: 'other', text: `[${kind}]${rest}` };
}

/** `[Buffer] Length 13 =` and its hex dump, whose first row is on the same line when it is the only one. */
function readBuffer(cursor: Cursor, rest: string): AmlValue {
  const length = parseInt(/Length ([0-9A-F]+)/.exec(rest)?.[1] ?? '0', 16);
  const bytes: number[] = [];
  const addRow = (text: string): boolean => {
    const row = /\b[0-9A-F]{4}: ((?:[0-9A-F]{2} )+)/.exec(text);
    if (!row) return false;
    bytes.push(
      ...row[1]!
        .trim()
        .split(' ')
        .map((b) => parseInt(b, 16)),
    );
    return true;
  };
  addRow(rest);
  while (bytes.length < length && addRow(cursor.lines[cursor.at] ?? '')) cursor.at++;
  return { kind: 'buffer', value: Buffer.from(bytes) };
}
