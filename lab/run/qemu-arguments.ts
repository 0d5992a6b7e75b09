import type { Topology } from '../../model/hardware/topology.js';
import { linuxImage, xenImage } from '../image/boot-files.js';
import { patchedFirmware } from '../machine/firmware.js';
import { q35 } from '../machine/q35.js';
import type { LabSystem } from './system.js';

/** MiB of the machine, and of dom0; guests get the rest. */
const MEMORY = 3072;
const DOM0_MEMORY = 1536;

const XEN_OPTIONS = [
  'console=com1 com1=115200,8n1 loglvl=all guest_loglvl=all',
  // no-sharept: the page tables of the emulated processor and IOMMU differ. cpuidle=0: mwait is not emulated.
  'iommu=verbose,debug,no-sharept apic_verbosity=debug cpuidle=0',
].join(' ');
const LINUX_OPTIONS = 'console=hvc0 earlyprintk=xen pci_irq.dyndbg=+p';

/** QEMU's arguments for a system on a machine; `initrd` is the file of dom0's initramfs. */
export async function qemuArguments(
  system: LabSystem,
  topology: Topology,
  roots: { readonly xen: string; readonly linux: string },
  initrd: string,
): Promise<string[]> {
  const machine = q35(topology);
  const patched = machine.secondBase > 0 || machine.activeLow;
  const hardware = ['intel-iommu,intremap=off', ...machine.devices].flatMap((d) => ['-device', d]);
  const type = 'q35,kernel-irqchip=off';
  const firmware = patched ? await patchedFirmware(['-machine', type, ...hardware], MEMORY, machine) : [];
  const dom0 = `${system.dom0 === 'pvh' ? 'dom0=pvh ' : ''}dom0_mem=${DOM0_MEMORY}M`;
  const options: Readonly<Record<string, string>> = {
    '-machine': patched ? `${type},acpi=off` : type,
    // Without rdtscp dom0 survives TCG; without monitor Xen does not wait by mwait; a PV dom0 cannot have smap here.
    '-cpu': `EPYC,-rdtscp,-monitor${system.dom0 === 'pv' ? ',-smap' : ''}`,
    '-m': `${MEMORY}`,
    '-serial': 'stdio',
    '-kernel': xenImage(roots.xen, system.xen),
    '-append': `${XEN_OPTIONS} ${dom0}`,
    '-initrd': `${linuxImage(roots.linux)} ${LINUX_OPTIONS},${initrd}`,
  };
  return [...Object.entries(options).flat(), ...hardware, ...firmware];
}
