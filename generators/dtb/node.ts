import { InputError } from '../../model/input-error.js';

/** A node of a device tree. */
export interface DtNode {
  /** With the unit address: `pcie@10000000`; empty for the root. */
  readonly name: string;
  readonly parent: DtNode | null;
  readonly properties: ReadonlyMap<string, Buffer>;
  readonly children: readonly DtNode[];
}

/** A device tree, and the file it came from: the place named in errors. */
export interface DeviceTree {
  readonly file: string;
  readonly root: DtNode;
}

export const CELL_BYTES = 4;

/** `/soc/pcie@10000000`. */
export function pathOf(node: DtNode): string {
  const names: string[] = [];
  for (let n = node; n.parent !== null; n = n.parent) names.unshift(n.name);
  return `/${names.join('/')}`;
}

/** Names a node, or one of its properties, in an error. */
export const placeOf = ({ file }: DeviceTree, node: DtNode, property?: string): string =>
  `${file}: ${pathOf(node)}${property === undefined ? '' : ` ${property}`}`;

/** Every node, parents before their children, in the order of the blob. */
export function* nodesOf(node: DtNode): Generator<DtNode> {
  yield node;
  for (const child of node.children) yield* nodesOf(child);
}

/** The 32-bit cells of a property; undefined where the node does not have it. Throws InputError when a cell is cut off. */
export function cellsOf(tree: DeviceTree, node: DtNode, property: string): number[] | undefined {
  const value = node.properties.get(property);
  if (value === undefined) return undefined;
  if (value.length % CELL_BYTES !== 0)
    throw new InputError(placeOf(tree, node, property), `${value.length} bytes, not whole cells of four`);
  return Array.from({ length: value.length / CELL_BYTES }, (_, i) => value.readUInt32BE(CELL_BYTES * i));
}

/** A property of one cell. Throws InputError when it has another length. */
export function cellOf(tree: DeviceTree, node: DtNode, property: string): number | undefined {
  const cells = cellsOf(tree, node, property);
  if (cells !== undefined && cells.length !== 1)
    throw new InputError(placeOf(tree, node, property), `${cells.length} cells, one is expected`);
  return cells?.[0];
}

/** The strings of a property, none where the node does not have it. */
export function stringsOf(node: DtNode, property: string): string[] {
  const text = node.properties.get(property)?.toString('latin1') ?? '';
  return text.replace(/\0$/, '').split('\0').filter(Boolean);
}

/** Is the node there at all? As `dt_device_is_available` (Xen 4.20, xen/common/device-tree/device-tree.c) decides it. */
export const isAvailable = (node: DtNode): boolean => {
  const [status] = stringsOf(node, 'status');
  return status === undefined || status === 'okay' || status === 'ok';
};

/** The nodes by phandle. Throws InputError when two nodes have the same. */
export function phandlesOf(tree: DeviceTree): ReadonlyMap<number, DtNode> {
  const nodes = new Map<number, DtNode>();
  for (const node of nodesOf(tree.root)) {
    const phandle = cellOf(tree, node, 'phandle') ?? cellOf(tree, node, 'linux,phandle');
    if (phandle === undefined) continue;
    const other = nodes.get(phandle);
    if (other)
      throw new InputError(
        placeOf(tree, node, 'phandle'),
        `0x${phandle.toString(16)} is the phandle of ${pathOf(other)} already`,
      );
    nodes.set(phandle, node);
  }
  return nodes;
}
