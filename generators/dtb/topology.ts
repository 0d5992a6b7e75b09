import {
  parseArmTopology,
  type ArmTopology,
  type ArmTopologyInput,
} from '../../model/arm/hardware/topology.js';
import { InputError } from '../../model/input-error.js';
import type { PciFunction } from '../functions.js';
import { functionsOf, madeFunctions } from './functions.js';
import { readIdMap, type Targets } from './id-map.js';
import {
  cellOf,
  cellsOf,
  isAvailable,
  nodesOf,
  pathOf,
  phandlesOf,
  placeOf,
  stringsOf,
  type DeviceTree,
  type DtNode,
} from './node.js';
import { wiresOf } from './wires.js';

export interface FromTreeOptions {
  readonly warn?: (line: string) => void;
  /** The functions really there. Without them two are made for every root complex. */
  readonly functions?: readonly PciFunction[];
}

type RootComplexInput = ArmTopologyInput['rootComplexes'][number];

/** What Xen's driver for SMMUv1 and v2 matches: arm_smmu_of_match, xen/drivers/passthrough/arm/smmu.c, Xen 4.20. */
const SMMU_V2 = ['arm,smmu-v1', 'arm,smmu-v2', 'arm,mmu-400', 'arm,mmu-401', 'arm,mmu-500', 'cavium,smmu-v2'];
const SMMU_V3 = 'arm,smmu-v3';
const ITS = 'arm,gic-v3-its';
const V2M = 'arm,gic-v2m-frame';
const LAST_BUS = 255;

const is = (node: DtNode, compatible: string): boolean => stringsOf(node, 'compatible').includes(compatible);
const isPci = (node: DtNode): boolean => stringsOf(node, 'device_type')[0] === 'pci';

/**
 * Makes a checkable topology of a device tree: its PCI host bridges, SMMUs, ITSs and GICv2m frames. Ids a device tree does
 * not give (widths of StreamIDs, DeviceIDs and EventIDs) have the defaults of the topology. Throws InputError naming the
 * node when there is no PCI host bridge or one cannot be read.
 */
export function topologyOfTree(tree: DeviceTree, name: string, options: FromTreeOptions = {}): ArmTopology {
  const warn = options.warn ?? (() => {});
  const nodes = [...nodesOf(tree.root)].filter(isThere);
  const hosts = nodes.filter((n) => isPci(n) && !isPci(n.parent!));
  if (hosts.length === 0) throw new InputError(tree.file, 'no PCI host bridge in it (device_type "pci")');
  const smmus = nodes.filter((n) => is(n, SMMU_V3) || SMMU_V2.some((c) => is(n, c)));
  const controllers = nodes.filter((n) => is(n, ITS) || is(n, V2M));
  const names = namesOf([...hosts, ...smmus, ...controllers]);
  const phandles = phandlesOf(tree);
  const targets = (among: readonly DtNode[]): Targets => ({
    phandles,
    names: new Map(among.map((n) => [n, names.get(n)!])),
  });
  const machine: ArmTopologyInput = {
    format: 'pirqcheck-arm-topology/1',
    name,
    note: noteOf(tree, options.functions !== undefined),
    rootComplexes: hosts.map((n) =>
      rootComplexOf(tree, n, names.get(n)!, targets(smmus), targets(controllers), warn),
    ),
    smmus: smmus.map((n) => ({ name: names.get(n)!, version: is(n, SMMU_V3) ? 3 : 2 })),
    msiControllers: controllers.map((n) => ({ name: names.get(n)!, kind: is(n, ITS) ? 'its' : 'gicv2m' })),
  };
  const bare = parseArmTopology(machine, tree.file);
  const found = options.functions ? functionsOf(bare, options.functions, warn) : madeFunctions(bare);
  const populated = parseArmTopology({ ...machine, ...found }, tree.file);
  return { ...populated, wires: wiresOf(populated) };
}

/** Neither the node nor one above it is disabled; the root stands for the machine and is no device. */
function isThere(node: DtNode): boolean {
  for (let n = node; n.parent !== null; n = n.parent) if (!isAvailable(n)) return false;
  return node.parent !== null;
}

/** The node's name, or its path where several have the name. */
function namesOf(nodes: readonly DtNode[]): ReadonlyMap<DtNode, string> {
  const count = new Map<string, number>();
  for (const { name } of nodes) count.set(name, (count.get(name) ?? 0) + 1);
  return new Map(nodes.map((n) => [n, count.get(n.name) === 1 ? n.name : pathOf(n)]));
}

function rootComplexOf(
  tree: DeviceTree,
  node: DtNode,
  name: string,
  smmus: Targets,
  controllers: Targets,
  warn: (line: string) => void,
): RootComplexInput {
  const parent = cellsOf(tree, node, 'msi-parent')?.[0];
  const msiParent = parent === undefined ? undefined : controllers.phandles.get(parent);
  if (parent !== undefined && !msiParent)
    throw new InputError(
      placeOf(tree, node, 'msi-parent'),
      `0x${parent.toString(16)} is the phandle of no node`,
    );
  return {
    name,
    pciDomain: cellOf(tree, node, 'linux,pci-domain'),
    buses: busesOf(tree, node),
    iommuMap: readIdMap(tree, node, 'iommu-map', smmus, warn),
    iommuMapMask: cellOf(tree, node, 'iommu-map-mask'),
    msiMap: readIdMap(tree, node, 'msi-map', controllers, warn),
    msiMapMask: cellOf(tree, node, 'msi-map-mask'),
    msiParent: msiParent && controllers.names.get(msiParent),
  };
}

/** `bus-range`, and all buses without one, as Linux has it (of_pci_parse_bus_range, drivers/pci/of.c, 6.12). */
function busesOf(tree: DeviceTree, node: DtNode): [number, number] {
  const range = cellsOf(tree, node, 'bus-range');
  if (range === undefined) return [0, LAST_BUS];
  const [first = 0, last = 0] = range;
  if (range.length !== 2 || first > last || last > LAST_BUS)
    throw new InputError(
      placeOf(tree, node, 'bus-range'),
      `not two buses from 0 to ${LAST_BUS}, the lower first: ${range.length > 2 ? `${range.length} cells` : range.join(' ')}`,
    );
  return [first, last];
}

function noteOf(tree: DeviceTree, functionsKnown: boolean): string {
  const [model] = stringsOf(tree.root, 'model');
  const assumed = [
    ...(functionsKnown ? [] : ['functions (two per root complex)']),
    'widths of StreamIDs, DeviceIDs and EventIDs',
  ];
  return `Imported from a device tree${model === undefined ? '' : ` (${model})`}. Assumed, since it does not say: ${assumed.join(', ')}.`;
}
