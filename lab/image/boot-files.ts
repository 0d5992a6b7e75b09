import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import writeFileAtomic from 'write-file-atomic';
import { LabError } from '../lab-error.js';

/** The hypervisor of an unpacked release, uncompressed for QEMU's multiboot loader. Returns its path. */
export function xenImage(root: string, xen: string): string {
  return made(join(root, 'xen'), () => gunzipSync(readFileSync(join(root, 'boot', `xen-${xen}-amd64.gz`))));
}

/** The kernel of an unpacked release as ELF, which is what Xen's PVH dom0 builder takes. Returns its path. */
export function linuxImage(root: string): string {
  return made(join(root, 'vmlinux'), () => {
    const name = readdirSync(join(root, 'boot')).find((f) => f.startsWith('vmlinuz-'));
    if (!name) throw new LabError(`no kernel in ${root}`);
    return vmlinux(readFileSync(join(root, 'boot', name)));
  });
}

/** Made once, beside the packages it is made of. */
function made(file: string, make: () => Buffer): string {
  if (!existsSync(file)) writeFileAtomic.sync(file, make());
  return file;
}

/** Boot protocol of x86 Linux (Documentation/arch/x86/boot.rst): the payload is the compressed ELF kernel. */
const SETUP_SECTS = 0x1f1;
const PAYLOAD_OFFSET = 0x248;
const PAYLOAD_LENGTH = 0x24c;

const compressions: readonly { magic: number[]; program: string; args: string[] }[] = [
  { magic: [0xfd, 0x37, 0x7a, 0x58], program: 'xz', args: ['-dc'] },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], program: 'zstd', args: ['-dcq'] },
];

/** The ELF kernel inside a bzImage. Throws LabError for a compression the lab does not know. */
export function vmlinux(bzImage: Buffer): Buffer {
  const protectedMode = ((bzImage[SETUP_SECTS] || 4) + 1) * 512;
  const start = protectedMode + bzImage.readUInt32LE(PAYLOAD_OFFSET);
  // The kernel's makefiles append the uncompressed size, 4 bytes.
  const payload = bzImage.subarray(start, start + bzImage.readUInt32LE(PAYLOAD_LENGTH) - 4);
  const known = compressions.find((c) => c.magic.every((byte, i) => payload[i] === byte));
  if (!known) throw new LabError(`unknown kernel compression ${payload.subarray(0, 4).toString('hex')}`);
  return execFileSync(known.program, known.args, { input: payload, maxBuffer: 1 << 28 });
}
