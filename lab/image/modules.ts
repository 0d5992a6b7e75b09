import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { file, type Entry } from './cpio.js';

/** Kernel modules of dom0, each after those it needs. */
export const moduleNames = [
  'xen-pciback',
  'xen-privcmd',
  'xenfs',
  'xen-evtchn',
  'xen-gntdev',
  'uio',
  'uio_pci_generic',
  'pci-pf-stub',
  'usb-common',
  'usbcore',
  'xhci-hcd',
  'xhci-pci',
  'uhci-hcd',
  'ehci-hcd',
  'ehci-pci',
];

/** The modules the lab loads, uncompressed, under `mod/`. What is built into the kernel of the release is left out. */
export function modules(root: string): Entry[] {
  const base = ['usr/lib/modules', 'lib/modules'].map((d) => join(root, d)).flatMap(versions)[0]!;
  const files = readdirSync(base, { recursive: true, encoding: 'utf8' });
  return moduleNames.flatMap((name): Entry[] => {
    const found = files.find((f) => f.endsWith(`/${name}.ko`) || f.endsWith(`/${name}.ko.xz`));
    return found ? [file(`mod/${name}.ko`, contents(join(base, found)))] : [];
  });
}

function versions(folder: string): string[] {
  try {
    return readdirSync(folder).map((v) => join(folder, v, 'kernel'));
  } catch {
    return [];
  }
}

const contents = (path: string): Buffer =>
  path.endsWith('.xz') ? execFileSync('xz', ['-dc', path], { maxBuffer: 1 << 26 }) : readFileSync(path);
