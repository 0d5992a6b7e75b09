import type { ArmTopology, ArmTopologyInput, RootComplex } from '../../model/arm/hardware/topology.js';
import type { PciFunction } from '../functions.js';

type Bridge = NonNullable<ArmTopologyInput['bridges']>[number];

interface Populated {
  readonly bridges: Bridge[];
  readonly devices: NonNullable<ArmTopologyInput['devices']>;
}

const BRIDGE_BASE_CLASS = 0x06;
const PCIE_TO_PCI = 7;
/** Slots of the functions that are made up: slot 0 is where a host bridge shows itself. */
const MADE_SLOTS = [1, 2];

const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, '0');

/** The domain dom0 gives a root complex: `linux,pci-domain`, or the next number in the order of the tree. */
const linuxDomainOf = (t: ArmTopology, rc: RootComplex): number =>
  rc.pciDomain ?? t.rootComplexes.indexOf(rc);

/** Two functions on the first bus of every root complex. */
export const madeFunctions = (t: ArmTopology): Populated => ({
  bridges: [],
  devices: t.rootComplexes.flatMap((rc) =>
    MADE_SLOTS.map((slot) => ({
      sbdf: `${hex(linuxDomainOf(t, rc), 4)}:${hex(rc.buses[0], 2)}:${hex(slot, 2)}.0`,
      rootComplex: rc.name,
    })),
  ),
});

/** The functions that are there, each with its root complex. One that no root complex leads to is left out, with a warning. */
export function functionsOf(
  t: ArmTopology,
  functions: readonly PciFunction[],
  warn: (line: string) => void,
): Populated {
  const found: Populated = { bridges: [], devices: [] };
  for (const f of functions) {
    const [domain, bus] = f.sbdf.split(':', 2).map((part) => parseInt(part, 16)) as [number, number];
    const rc = t.rootComplexes.find(
      (r) => linuxDomainOf(t, r) === domain && bus >= r.buses[0] && bus <= r.buses[1],
    );
    if (!rc) warn(`${f.sbdf}: no root complex leads to its bus; left out`);
    else if (f.secondary !== null)
      found.bridges.push({
        sbdf: f.sbdf,
        secondary: parseInt(f.secondary.split(':')[1]!, 16),
        kind: kindOf(f),
      });
    else if (f.classCode >> 16 !== BRIDGE_BASE_CLASS)
      found.devices.push({ sbdf: f.sbdf, rootComplex: rc.name });
  }
  return found;
}

/** A bridge whose port type is not known is taken for PCI Express, which has no aliases. */
function kindOf({ portType }: PciFunction): NonNullable<Bridge['kind']> {
  if (portType === 'none') return 'pci';
  return portType === PCIE_TO_PCI ? 'pcie-to-pci' : 'pcie';
}
