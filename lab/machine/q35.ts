import type { IntxPin, PciDevice, Topology } from '../../model/hardware/topology.js';
import { busOf, functionOf, slotOf } from '../../model/hardware/topology.js';
import { LabError } from '../lab-error.js';

/** The GSI of the chip's first pin when it is the second IO-APIC: right behind the first, or beyond what eight bits hold. */
export const secondBases = [24, 256];
const pins: readonly IntxPin[] = ['A', 'B', 'C', 'D'];

/** Functions of the ICH9's USB controllers by pin: the only ones in QEMU that use INTB to INTD. */
const byPin: Readonly<Record<IntxPin, string>> = {
  A: 'edu',
  B: 'ich9-usb-uhci2',
  C: 'ich9-usb-uhci3',
  D: 'ich9-usb-ehci1',
};

/** A PF with one VF, the next function of its slot: the only SR-IOV device in QEMU that needs no bus of its own (hw/nvme/ctrl.c). */
const PF = 'nvme,serial=lab,subsys=nvme,sriov_max_vfs=1,sriov_vq_flexible=2,sriov_vi_flexible=1';
const PF_NEEDS = 'nvme-subsys,id=nvme';

/** MSI vectors that dom0's xhci driver takes on one processor. */
const XHCI_VECTORS = 2;

/** How a topology is built of QEMU's devices. */
export interface Machine {
  /** `-device` arguments. */
  readonly devices: readonly string[];
  /** The GSI of the chip's first pin if it is the second IO-APIC, 0 if it is the only one. */
  readonly secondBase: number;
  /** The firmware says active-low; QEMU's own says active-high. */
  readonly activeLow: boolean;
}

/**
 * QEMU's q35 machine with the topology's functions: `edu` for those with INTA, whose interrupt the lab can raise, an xHCI
 * controller for those that take MSI vectors, `pci-testdev` for those without a pin, an NVMe controller for a PF. Throws LabError naming what q35 does
 * not have; how it wires its slots is fixed.
 */
export function q35(t: Topology): Machine {
  const bases = t.ioapics.map((io) => `${io.gsiBase}+${io.pins}`).join(' ');
  const possible = ['0+24', ...secondBases.map((b) => `0+24 ${b}+24`)];
  if (!possible.includes(bases))
    throw new LabError(`${t.name}: the lab has IO-APICs of GSI ${possible.join(', or ')}, not ${bases}`);
  const secondBase = t.ioapics[1]?.gsiBase ?? 0;
  for (const d of t.devices) {
    const wire = t.wires.find((w) => w.sbdf === d.sbdf);
    const real = d.pin === null ? undefined : wiredTo(t, d.sbdf, d.pin) + secondBase;
    if (wire?.gsi !== real)
      throw new LabError(
        `${t.name}: ${d.sbdf} is wired to GSI ${wire?.gsi ?? 'none'}, on the lab's machine to ${real ?? 'none'}`,
      );
  }
  const polarities = new Set(t.wires.map((w) => w.polarity));
  if (polarities.size > 1) throw new LabError(`${t.name}: all lines of the lab's machine have one polarity`);
  const buses = t.bridges.map((b, i) => `${bridgeKind(t, b.secondary)},id=br${i},chassis_nr=${i + 1}`);
  const onBus = (address: string): string => {
    const i = t.bridges.findIndex((b) => b.secondary === busOf(address));
    if (i < 0 && busOf(address) !== '0000:00') throw new LabError(`${t.name}: no bridge leads to ${address}`);
    return `addr=${slotOf(address).toString(16)}.${functionOf(address)},bus=${i < 0 ? 'pcie.0' : `br${i}`}`;
  };
  const multifunction = (address: string): string =>
    functionOf(address) === 0 && [...t.devices, ...t.bridges].some((o) => isSibling(o.sbdf, address))
      ? ',multifunction=on'
      : '';
  return {
    devices: [
      ...t.bridges.map((b, i) => `${buses[i]},${onBus(b.sbdf)}`),
      ...(t.devices.some((d) => d.physfn !== undefined) ? [PF_NEEDS] : []),
      // A VF appears when dom0 asks its PF for it.
      ...t.devices
        .filter((d) => !isVf(t, d))
        .map((d) => `${kindOf(t, d)},${onBus(d.sbdf)}${multifunction(d.sbdf)}`),
    ],
    secondBase,
    activeLow: polarities.has('low'),
  };
}

const isSibling = (a: string, b: string): boolean => a !== b && a.slice(0, -1) === b.slice(0, -1);

/** A conventional bridge hands out slots 1 to 31; only the bus of a root port has a slot 0. */
function bridgeKind(t: Topology, secondary: string): string {
  const slots = [...t.devices, ...t.bridges]
    .filter((d) => busOf(d.sbdf) === secondary)
    .map((d) => slotOf(d.sbdf));
  if (slots.includes(0)) throw new LabError(`${t.name}: slot 0 of bus ${secondary} is the bridge's own`);
  return 'pci-bridge';
}

function isVf(t: Topology, { sbdf, physfn }: PciDevice): boolean {
  if (physfn === undefined) return false;
  if (!isSibling(sbdf, physfn) || functionOf(sbdf) !== 1 || functionOf(physfn) !== 0)
    throw new LabError(`${t.name}: a VF of the lab is function 1 of its PF's slot, not ${sbdf}`);
  return true;
}

function kindOf(t: Topology, d: PciDevice): string {
  if (t.devices.some((o) => o.physfn === d.sbdf)) return PF;
  if (d.pin === null) return 'pci-testdev';
  if (d.msi === XHCI_VECTORS && d.pin === 'A') return 'qemu-xhci';
  if (d.msi !== 0)
    throw new LabError(
      `${t.name}: the lab has devices of 0 or ${XHCI_VECTORS} MSI vectors on INTA, not ${d.sbdf}`,
    );
  return byPin[d.pin];
}

/**
 * The pin of the chip, 16 to 23, that a function's INTx is wired to: ich9_cc_init and pch_pirq of hw/isa/lpc_ich9.c, and
 * the swizzle of conventional bridges, QEMU 7.2.
 */
function wiredTo(t: Topology, address: string, pin: IntxPin): number {
  let [at, line] = [address, pins.indexOf(pin)];
  for (let up = bridgeAbove(t, at); up !== undefined; up = bridgeAbove(t, at)) {
    line = (line + slotOf(at)) % 4;
    at = up;
  }
  return rootLine(slotOf(at), line);
}

/** Where q35 leads line 0-3 (INTA-INTD) of a slot of bus 0. */
export function rootLine(slot: number, line: number): number {
  if (slot < 25) return 20 + ((slot + line) % 4);
  return (slot === 30 ? 20 : 16) + line;
}

const bridgeAbove = (t: Topology, address: string): string | undefined =>
  t.bridges.find((b) => b.secondary === busOf(address))?.sbdf;
