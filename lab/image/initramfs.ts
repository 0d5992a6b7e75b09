import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { cacheFolder } from '../packages/cache.js';
import { cpio, file, folder, link, program } from './cpio.js';
import { guestFloppy } from './guest.js';
import { modules } from './modules.js';
import { xenTools } from './xen-tools.js';

const applets =
  'sh ls cat cp rm mount mkdir sleep dmesg insmod grep sed wc uname tail readlink tr od stty'.split(' ');

const folders = ['bin', 'proc', 'sys', 'dev', 'mod', 'etc', 'etc/xen', 'tmp', 'run', 'root', 'var'];
const runtime = ['var/lib', 'var/lib/xen', 'var/lib/xenstored', 'var/log', 'var/log/xen', 'var/lock'];

/** Where an unpacked release lies, and what it calls its versions. */
export interface Unpacked {
  readonly root: string;
  readonly version: string;
}

/**
 * The part of dom0's initramfs that all runs of a pair share: busybox, the kernel's modules, the toolstack of the
 * hypervisor's release. Returns its path in the cache.
 */
export async function initramfs(xen: Unpacked, linux: Unpacked): Promise<string> {
  const path = cacheFolder(`initramfs-${xen.version}-${linux.version}.cpio`);
  if (existsSync(path)) return path;
  const busybox = ['usr/bin/busybox', 'bin/busybox']
    .map((p) => join(xen.root, p))
    .find((p) => existsSync(p))!;
  const archive = cpio([
    ...[...folders, ...runtime].map(folder),
    program('bin/busybox', readFileSync(busybox)),
    ...applets.map((a) => link(`bin/${a}`, 'busybox')),
    link('var/run', '/run'),
    ...modules(linux.root),
    ...(await xenTools(xen.root, xen.version)),
    file('etc/xen/xl.conf', ''),
    file('guest.img', guestFloppy()),
  ]);
  await writeFileAtomic(path, archive);
  return path;
}
