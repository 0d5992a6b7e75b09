import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { cacheFolder } from '../packages/cache.js';
import { cpio, file, folder, link, program, type Entry } from './cpio.js';
import { guestFloppy } from './guest.js';
import { moduleNames, modules } from './modules.js';
import { data, toolNames, xenTools } from './xen-tools.js';

const INIT = new URL('init.sh', import.meta.url);

const applets =
  'sh ls cat cp rm mount umount mkdir mkfifo sleep dmesg insmod grep sed wc uname tail readlink tr od dd stty'.split(
    ' ',
  );
const folders = 'bin proc sys dev mod etc etc/xen tmp run root var'.split(' ');
const runtime = 'var/lib var/lib/xen var/lib/xenstored var/log var/log/xen var/lock'.split(' ');

/** Where an unpacked release lies, and what it calls its version. */
export interface Unpacked {
  readonly root: string;
  readonly version: string;
}

/**
 * The part of dom0's initramfs that is taken from packages: busybox, the kernel's modules, the toolstack of the hypervisor's
 * release. Returns its path in the cache.
 */
export async function packagedPart(xen: Unpacked, linux: Unpacked): Promise<string> {
  const packages = [xen, linux].map(({ root }) => readFileSync(join(root, 'packages.txt'), 'utf8'));
  const inputs = JSON.stringify([packages, toolNames(xen.version), data, moduleNames]);
  const key = createHash('sha256').update(inputs).digest('hex').slice(0, 8);
  const path = cacheFolder(`initramfs-${xen.version}-${linux.version}-${key}.cpio`);
  if (existsSync(path)) return path;
  const busybox = ['usr/bin/busybox', 'bin/busybox']
    .map((p) => join(xen.root, p))
    .find((p) => existsSync(p))!;
  const archive = cpio([
    ...[...folders, ...runtime].map(folder),
    program('bin/busybox', readFileSync(busybox)),
    ...modules(linux.root),
    ...(await xenTools(xen.root, xen.version)),
  ]);
  await writeFileAtomic(path, archive);
  return path;
}

/** The part that is the lab's own: what runs in dom0, and the guest. */
export const ownPart = (scenario: string): Buffer =>
  cpio([
    ...applets.map((a): Entry => link(`bin/${a}`, 'busybox')),
    link('var/run', '/run'),
    program('init', readFileSync(INIT)),
    file('scenario', scenario),
    file('etc/xen/xl.conf', ''),
    file('guest.img', guestFloppy()),
  ]);
