import { InputError } from '../../model/input-error.js';
import type { AcpiMachine, BridgePath, PrtTable, RootBridge } from './machine.js';

/** A bus the tables tell of: that of a root bridge, or the one behind a bridge. */
export interface Bus {
  /** `0000:03`. */
  name: string;
  /** SBDF of the bridge that leads here; null for a root bus. */
  bridge: string | null;
  /** Null for a bridge that only leads to others and for one whose `_PRT` failed. */
  table: PrtTable | null;
  /** The bridge has a `_PRT`, though maybe a failed or empty one. */
  hadTable: boolean;
}

interface Node {
  /** Null for a root bus. */
  address: [device: number, fn: number] | null;
  table: PrtTable | null;
  hadTable: boolean;
  children: Map<string, Node>;
}

/** Says which bus is behind a bridge; undefined when there is no such bridge. */
export type Numbering = (bridge: string) => string | undefined;

type Warn = (line: string) => void;

const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, '0');

/** `0000:03` */
export const busName = (segment: number, bus: number): string => `${hex(segment, 4)}:${hex(bus, 2)}`;
/** `0000:03:1f.2` */
export const sbdfOf = (bus: string, device: number, fn: number): string => `${bus}:${hex(device, 2)}.${fn}`;

/**
 * The buses of a machine, parents before children. ACPI gives only the path to a bridge, not its secondary
 * bus: unless `numbering` knows it, numbers are given depth first, as firmware does. Roots without any `_PRT`
 * below them are left out; a root whose number is taken gets a free one, with a warning.
 * Throws InputError when a segment would need more than 256 buses.
 */
export function enumerateBuses(machine: AcpiMachine, warn: Warn, numbering?: Numbering): Bus[] {
  const trees = buildTrees(machine, warn);
  const numbers = new BusNumbers(machine.place);
  const firsts: [RootBridge, Node][] = [];
  const others: [RootBridge, Node][] = [];
  for (const tree of trees) {
    const [root] = tree;
    (numbers.take(root.segment, root.bus) ? firsts : others).push(tree);
  }
  const buses: Bus[] = [];
  for (const [root, node] of firsts) place(root, root.bus, node);
  for (const [root, node] of others) {
    const bus = numbers.next(root.segment, 0);
    warn(
      `${root.path}: bus ${busName(root.segment, root.bus)} is another root's; ${busName(root.segment, bus)} given`,
    );
    place(root, bus, node);
  }
  return buses;

  function place(root: RootBridge, first: number, top: Node): void {
    let last = first;
    const visit = (node: Node, name: string, bridge: string | null): void => {
      buses.push({ name, bridge, table: node.table, hadTable: node.hadTable });
      for (const child of sortedChildren(node)) {
        const [device, fn] = child.address!;
        const address = sbdfOf(name, device, fn);
        if (numbering) {
          const secondary = numbering(address);
          if (secondary === undefined) warn(`${address}: no such bridge; its _PRT is left out`);
          else visit(child, secondary, address);
        } else {
          last = numbers.next(root.segment, last);
          visit(child, busName(root.segment, last), address);
        }
      }
    };
    visit(top, busName(root.segment, first), null);
    if (first === root.bus && root.crsBus && last > root.crsBus[1])
      warn(`${root.path}: buses up to ${busName(root.segment, last)} given, beyond the range of its _CRS`);
  }
}

function buildTrees(machine: AcpiMachine, warn: Warn): [RootBridge, Node][] {
  const emptyNode = (address: Node['address']): Node => ({
    address,
    table: null,
    hadTable: false,
    children: new Map(),
  });
  const tops = new Map<string, Node>();
  const nodeAt = (root: string, path: BridgePath): Node => {
    let node = tops.get(root) ?? emptyNode(null);
    tops.set(root, node);
    for (const [device, fn] of path) {
      const key = `${device}.${fn}`;
      const child = node.children.get(key) ?? emptyNode([device, fn]);
      node.children.set(key, child);
      node = child;
    }
    return node;
  };
  for (const table of machine.prt) {
    if (table.bridgePath.some(([device, fn]) => device > 31 || fn > 7)) {
      warn(`${table.path}: _ADR is no PCI device and function; its _PRT is left out`);
      continue;
    }
    const node = nodeAt(table.root, table.bridgePath);
    node.hadTable = true;
    if (table.entries.length === 0) continue;
    if (node.table) warn(`${table.path}: ${node.table.path} is at the same address; only its _PRT is used`);
    else node.table = table;
  }
  return machine.roots
    .filter((r) => tops.has(r.path))
    .sort((a, b) => a.segment - b.segment || a.bus - b.bus)
    .map((r) => [r, tops.get(r.path)!]);
}

const sortedChildren = (node: Node): Node[] =>
  [...node.children.values()].sort((a, b) => a.address![0] - b.address![0] || a.address![1] - b.address![1]);

/** Bus numbers in use, by segment. */
class BusNumbers {
  private readonly taken = new Set<string>();

  constructor(private readonly place: string) {}

  take(segment: number, bus: number): boolean {
    const name = busName(segment, bus);
    if (this.taken.has(name)) return false;
    this.taken.add(name);
    return true;
  }

  /** Takes the first free number after `bus`, from 1 again past 255. */
  next(segment: number, bus: number): number {
    for (let step = 1; step < 256; step++) {
      const candidate = (bus + step) % 256;
      if (candidate !== 0 && this.take(segment, candidate)) return candidate;
    }
    throw new InputError(
      this.place,
      `segment ${segment} needs more than 256 buses; cut the tables to fewer bridges`,
    );
  }
}
