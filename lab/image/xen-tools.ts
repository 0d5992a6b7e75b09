import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run } from '../run-program.js';
import { folder, link, program, type Entry } from './cpio.js';

const LIBRARIES = 'usr/lib/x86_64-linux-gnu';
const LOADER = 'ld-linux-x86-64.so.2';

/** Programs of the toolstack that dom0 needs, as far as the release has them at these places. */
export const toolNames = (xen: string): string[] => [
  ...['xl', 'xenstored', 'xen-init-dom0', 'xenconsoled'].map((p) => `usr/lib/xen-${xen}/bin/${p}`),
  'usr/bin/xenstore-ls',
  'usr/libexec/xen-qemu-system-i386',
  `usr/lib/xen-${xen}/boot/hvmloader`,
];

/** What the guest's device model loads by name. */
export const data = [
  'usr/share/seabios/bios-256k.bin',
  'usr/share/qemu/kvmvapic.bin',
  'usr/share/qemu/keymaps/en-us',
];

/** xl, xenstored, the device model and all the shared libraries they need, from an unpacked release. */
export async function xenTools(root: string, xen: string): Promise<Entry[]> {
  const found = [...toolNames(xen), ...data].filter((p) => existsSync(join(root, p)));
  const folders = [LIBRARIES, `usr/lib/xen-${xen}/lib/x86_64-linux-gnu`, 'lib/x86_64-linux-gnu']
    .map((d) => join(root, d))
    .filter((d) => existsSync(d));
  const loader = folders.map((d) => join(d, LOADER)).find((f) => existsSync(f))!;
  const libraries = new Map<string, string>([[LOADER, loader]]);
  for (const p of found.filter((f) => !data.includes(f) && !f.endsWith('hvmloader'))) {
    const listed = await run(loader, ['--library-path', folders.join(':'), '--list', join(root, p)]);
    for (const m of listed.matchAll(/=> (\/\S+)/g)) libraries.set(basename(m[1]!), m[1]!);
  }
  return [
    ...foldersOf([...found, `${LIBRARIES}/x`]).map(folder),
    ...found.map((p) => program(p, readFileSync(realpathSync(join(root, p))))),
    ...[...libraries].map(([name, from]) =>
      program(`${LIBRARIES}/${name}`, readFileSync(realpathSync(from))),
    ),
    folder('lib64'),
    link(`lib64/${LOADER}`, `/${LIBRARIES}/${LOADER}`),
    link('xen', `/usr/lib/xen-${xen}`),
  ];
}

/** All folders above the files, outermost first. */
export function foldersOf(files: readonly string[]): string[] {
  const all = new Set<string>();
  for (const f of files)
    f.split('/')
      .slice(0, -1)
      .forEach((_, i, names) => all.add(names.slice(0, i + 1).join('/')));
  return [...all];
}
