/** An entry of an initramfs: a folder, a file with its contents, or a symbolic link with its target. */
export interface Entry {
  readonly path: string;
  /** File type and permissions, e.g. `0o100755`. */
  readonly mode: number;
  readonly content: Buffer;
}

const FOLDER = 0o040755;
const FILE = 0o100644;
const PROGRAM = 0o100755;
const LINK = 0o120777;

export const folder = (path: string): Entry => ({ path, mode: FOLDER, content: Buffer.alloc(0) });
export const file = (path: string, content: Buffer | string): Entry => ({
  path,
  mode: FILE,
  content: Buffer.from(content as string),
});
export const program = (path: string, content: Buffer | string): Entry => ({
  path,
  mode: PROGRAM,
  content: Buffer.from(content as string),
});
export const link = (path: string, target: string): Entry => ({
  path,
  mode: LINK,
  content: Buffer.from(target),
});

/** A cpio archive of the format "newc" (cpio(5)), which Linux unpacks as its initramfs; several may be put one behind another. */
export function cpio(entries: readonly Entry[]): Buffer {
  const parts = entries.flatMap((e, i) => record(e, i + 1));
  parts.push(...record({ path: 'TRAILER!!!', mode: 0, content: Buffer.alloc(0) }, 0));
  return padded(parts, 512);
}

function record({ path, mode, content }: Entry, inode: number): Buffer[] {
  const name = Buffer.from(`${path}\0`);
  const fields = [inode, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length, 0];
  const header = Buffer.from(`070701${fields.map((n) => n.toString(16).padStart(8, '0')).join('')}`);
  return [padded([header, name], 4), padded([content], 4)];
}

function padded(parts: readonly Buffer[], to: number): Buffer {
  const length = parts.reduce((n, p) => n + p.length, 0);
  return Buffer.concat([...parts, Buffer.alloc((to - (length % to)) % to)]);
}
