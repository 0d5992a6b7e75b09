import type { IdMap } from '../../model/arm/hardware/topology.js';
import { InputError } from '../../model/input-error.js';
import { cellsOf, pathOf, placeOf, type DeviceTree, type DtNode } from './node.js';

/** What a map leads to: nodes by phandle, and those of them that are a known target, by name. */
export interface Targets {
  readonly phandles: ReadonlyMap<number, DtNode>;
  readonly names: ReadonlyMap<DtNode, string>;
}

/** Requester id, phandle, id, length. */
const ENTRY_CELLS = 4;

const hex = (n: number): string => `0x${n.toString(16)}`;

/**
 * Reads `iommu-map` or `msi-map` (Linux, Documentation/devicetree/bindings/pci/pci-iommu.txt and pci-msi.txt); undefined
 * where the node does not have it. Entries that overlap, of which the first wins, and entries that lead to a node of
 * another kind, which become `to: null`, are handed to `warn`. Throws InputError for a length that is not whole entries
 * and for a phandle of no node.
 */
export function readIdMap(
  tree: DeviceTree,
  node: DtNode,
  property: string,
  { phandles, names }: Targets,
  warn: (line: string) => void,
): IdMap | undefined {
  const cells = cellsOf(tree, node, property);
  if (cells === undefined) return undefined;
  const place = placeOf(tree, node, property);
  if (cells.length === 0 || cells.length % ENTRY_CELLS !== 0)
    throw new InputError(place, `${cells.length} cells, not one or more entries of four`);
  const map: IdMap = [];
  for (let at = 0; at < cells.length; at += ENTRY_CELLS) {
    const [rid, phandle, id, length] = cells.slice(at, at + ENTRY_CELLS) as [number, number, number, number];
    const where = `entry ${map.length + 1}`;
    const target = phandles.get(phandle);
    if (!target) throw new InputError(place, `${where}: ${hex(phandle)} is the phandle of no node`);
    const to = names.get(target) ?? null;
    if (to === null)
      warn(`${place}: ${where}: ${pathOf(target)} is not of a kind that is modelled, or disabled`);
    map.push({ rid, to, id, length });
  }
  warnOfOverlaps(map, (line) => warn(`${place}: ${line}`));
  return map;
}

function warnOfOverlaps(map: IdMap, warn: (line: string) => void): void {
  const order = map.map((_, i) => i).toSorted((a, b) => map[a]!.rid - map[b]!.rid || a - b);
  let widest = order[0]!;
  for (const i of order.slice(1)) {
    const [reaching, entry] = [map[widest]!, map[i]!];
    if (entry.rid < reaching.rid + reaching.length && entry.length > 0) {
      const [first, second] = [Math.min(i, widest) + 1, Math.max(i, widest) + 1];
      warn(`entry ${second} overlaps entry ${first} at requester id ${hex(entry.rid)}; the first wins`);
    }
    if (entry.rid + entry.length > reaching.rid + reaching.length) widest = i;
  }
}
