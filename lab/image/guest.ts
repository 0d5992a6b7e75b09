/** Ports of the PCI hot-plug registers that Xen's guest firmware and QEMU agree on (docs/specs/acpi_pci_hotplug.rst of QEMU). */
const PCI_DOWN = 0xae04;
const PCI_EJECT = 0xae08;

const low = (n: number): number => n & 0xff;
const high = (n: number): number => n >> 8;

/**
 * A guest small enough to boot in an emulated machine inside an emulated machine: a boot sector that ejects what the
 * toolstack wants to take away, as an ACPI operating system would, and does nothing else.
 */
export function guestFloppy(): Buffer {
  const code = [
    [0xfa], // cli
    [0xba, low(PCI_DOWN), high(PCI_DOWN)], // again: mov dx, PCI_DOWN
    [0x66, 0xed], // in eax, dx
    [0x66, 0x85, 0xc0], // test eax, eax
    [0x74, 0x05], // jz wait
    [0xba, low(PCI_EJECT), high(PCI_EJECT)], // mov dx, PCI_EJECT
    [0x66, 0xef], // out dx, eax
    [0xb9, 0xff, 0xff], // wait: mov cx, 0xffff
    [0xe2, 0xfe], // loop $
    [0xeb, 0xea], // jmp again
  ];
  const floppy = Buffer.alloc(1440 * 1024);
  Buffer.from(code.flat()).copy(floppy);
  floppy.writeUInt16LE(0xaa55, 510);
  return floppy;
}
