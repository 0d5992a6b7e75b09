import { appendFileSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Topology } from '../../model/hardware/topology.js';
import { ownPart, packagedPart } from '../image/initramfs.js';
import { startQemu } from '../machine/qemu.js';
import { unpacked } from '../packages/fetch.js';
import { releaseOfLinux, releaseOfXen } from '../packages/release.js';
import type { Progress } from '../progress.js';
import { temporaryFolder } from '../temporary-folder.js';
import { converse } from './converse.js';
import { dom0Script, type StagedScenario } from './dom0-script.js';
import { qemuArguments } from './qemu-arguments.js';
import type { LabSystem } from './system.js';
import type { Transcript } from './transcript.js';

/**
 * Boots the system on the machine, runs the scenario in dom0 and writes down all that is said. Throws LabError where the lab
 * cannot do what the scenario asks, or the machine does not get through it.
 */
export async function runScenario(
  system: LabSystem,
  topology: Topology,
  scenario: StagedScenario,
  transcript: Transcript,
  progress: Progress,
): Promise<void> {
  const script = dom0Script(scenario);
  const roots = {
    xen: await unpacked(releaseOfXen(system.xen), progress),
    linux: await unpacked(releaseOfLinux(system.linux), progress),
  };
  progress('building the initramfs');
  const shared = await packagedPart(
    { root: roots.xen, version: system.xen },
    { root: roots.linux, version: system.linux },
  );
  const folder = temporaryFolder();
  try {
    const initrd = join(folder.path, 'initrd');
    copyFileSync(shared, initrd);
    appendFileSync(initrd, ownPart(script));
    const args = await qemuArguments(system, topology, roots, initrd);
    progress(`${scenario.name} on ${system.id}: starting`);
    const qemu = await startQemu(args);
    transcript.add(`# qemu-system-x86_64 ${args.map((a) => (a.includes(' ') ? `'${a}'` : a)).join(' ')}`);
    try {
      await converse(qemu, transcript, (what) => progress(`${scenario.name} on ${system.id}: ${what}`));
    } finally {
      qemu.stop();
    }
  } finally {
    folder.remove();
  }
}
