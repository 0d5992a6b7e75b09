import { InputError } from '../../model/input-error.js';
import { CELL_BYTES, pathOf, type DeviceTree, type DtNode } from './node.js';

const MAGIC = 0xd00dfeed;
const HEADER_BYTES = 40;
/** The oldest layout whose structure block is as in version 17, the newest; both are what libfdt reads. */
const OLDEST = 16;
const NEWEST = 17;
/** As Linux has it: FDT_MAX_DEPTH, drivers/of/fdt.c. */
const DEEPEST = 64;
const LONGEST_NAME = 255;

const BEGIN_NODE = 1;
const END_NODE = 2;
const PROP = 3;
const NOP = 4;
const END = 9;

interface MutableNode extends DtNode {
  readonly properties: Map<string, Buffer>;
  readonly children: MutableNode[];
}

/** A part of the blob, with the place it has there. */
interface Block {
  readonly what: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Reads a flattened device tree (Devicetree Specification 0.4, chapter 5), version 16 or 17. Strict where dtc is: nodes and
 * properties have names, properties come before child nodes and none comes twice. Throws InputError naming
 * `file` and the byte where it is anything else.
 */
export const readFlattened = (file: string, blob: Buffer): DeviceTree => ({
  file,
  root: new Reader(file, blob).tree(),
});

class Reader {
  private readonly structure: Block;
  private readonly strings: Block;
  private at: number;

  constructor(
    private readonly file: string,
    private readonly blob: Buffer,
  ) {
    const { structure, strings } = this.header();
    this.structure = structure;
    this.strings = strings;
    this.at = structure.from;
  }

  tree(): DtNode {
    if (this.token() !== BEGIN_NODE) throw this.wrong(this.at - CELL_BYTES, 'does not begin with a node');
    if (this.nodeName() !== '') throw this.wrong(this.at - CELL_BYTES, 'the root node has a name');
    const root = emptyNode('', null);
    for (let node: MutableNode | null = root, depth = 1; node !== null;) {
      const start = this.at;
      const token = this.token();
      if (token === BEGIN_NODE) {
        if (++depth > DEEPEST) throw this.wrong(start, `nodes are nested deeper than ${DEEPEST}`);
        node = this.child(node, start);
      } else if (token === END_NODE) {
        node = node.parent as MutableNode | null;
        depth--;
      } else if (token === PROP) this.property(node, start);
      else
        throw this.wrong(
          start,
          `${token === END ? 'ends inside' : `unknown token ${token} in`} ${pathOf(node)}`,
        );
    }
    const start = this.at;
    if (this.token() !== END) throw this.wrong(start, 'goes on after the root node');
    return root;
  }

  private header(): { structure: Block; strings: Block } {
    const { blob, file } = this;
    if (blob.length < CELL_BYTES || blob.readUInt32BE(0) !== MAGIC)
      throw new InputError(file, `not a device tree blob: it does not begin with d00dfeed${this.hint()}`);
    if (blob.length < HEADER_BYTES)
      throw new InputError(file, `truncated: ${blob.length} bytes, the header alone has ${HEADER_BYTES}`);
    const field = (i: number): number => blob.readUInt32BE(CELL_BYTES * i);
    const [size, version, compatible] = [field(1), field(5), field(6)];
    if (version < OLDEST || compatible > NEWEST)
      throw new InputError(
        file,
        `version ${version} (compatible with ${compatible}); ${OLDEST} and ${NEWEST} can be read`,
      );
    if (size > blob.length)
      throw new InputError(file, `truncated: its header says ${size} bytes, the file has ${blob.length}`);
    const block = (what: string, from: number, length: number): Block => {
      if (from < HEADER_BYTES || from + length > size)
        throw new InputError(
          file,
          `bad offset: the ${what} is at bytes ${from} to ${from + length} of ${size}`,
        );
      return { what, from, to: from + length };
    };
    const at = field(2);
    // Version 16 has no field for the size of the structure block.
    const structure = block('structure block', at, version < 17 ? Math.max(0, size - at) : field(9));
    if (at % CELL_BYTES !== 0)
      throw new InputError(file, `bad offset: the structure block is at byte ${at}, not a multiple of 4`);
    return { structure, strings: block('strings block', field(3), field(8)) };
  }

  private hint(): string {
    const start = this.blob.toString('latin1', 0, 8);
    if (start.startsWith('/dts-v1/')) return '; this is its source, compile it with dtc';
    if (start.startsWith('\x1f\x8b')) return '; this is compressed, unpack it with gunzip';
    return '';
  }

  private wrong(byte: number, problem: string): InputError {
    return new InputError(this.file, `${this.structure.what} at byte ${byte}: ${problem}`);
  }

  private cell(): number {
    if (this.at + CELL_BYTES > this.structure.to) throw this.wrong(this.at, 'ends before the tree does');
    this.at += CELL_BYTES;
    return this.blob.readUInt32BE(this.at - CELL_BYTES);
  }

  private token(): number {
    for (;;) {
      const token = this.cell();
      if (token !== NOP) return token;
    }
  }

  private child(parent: MutableNode, start: number): MutableNode {
    const name = this.nodeName();
    if (name === '') throw this.wrong(start, `a node without a name in ${pathOf(parent)}`);
    const node = emptyNode(name, parent);
    parent.children.push(node);
    return node;
  }

  private nodeName(): string {
    const name = this.text(this.structure, this.at, 'node name');
    if (name.includes('/')) throw this.wrong(this.at, `a node name with a slash: ${name}`);
    this.at = aligned(this.at + name.length + 1);
    return name;
  }

  private property(node: MutableNode, start: number): void {
    const length = this.cell();
    const name = this.text(this.strings, this.strings.from + this.cell(), 'property name');
    if (name === '') throw this.wrong(start, `a property without a name in ${pathOf(node)}`);
    if (node.children.length > 0)
      throw this.wrong(start, `property ${name} comes after a child node of ${pathOf(node)}`);
    if (node.properties.has(name)) throw this.wrong(start, `${pathOf(node)} has property ${name} twice`);
    if (this.at + length > this.structure.to)
      throw this.wrong(start, `the ${length} bytes of ${pathOf(node)} ${name} go beyond it`);
    node.properties.set(name, this.blob.subarray(this.at, this.at + length));
    this.at = aligned(this.at + length);
  }

  /** A string that ends inside its block. */
  private text(block: Block, from: number, what: string): string {
    const last = Math.min(block.to, from + LONGEST_NAME + 1);
    const end = from < last ? this.blob.subarray(0, last).indexOf(0, from) : -1;
    if (end < 0)
      throw new InputError(
        this.file,
        `${block.what} at byte ${from}: a ${what} that does not end within it or within ${LONGEST_NAME} bytes`,
      );
    const text = this.blob.toString('latin1', from, end);
    if (!/^[\x21-\x7e]*$/.test(text))
      throw new InputError(this.file, `${block.what} at byte ${from}: a ${what} that is not plain ASCII`);
    return text;
  }
}

const emptyNode = (name: string, parent: MutableNode | null): MutableNode => ({
  name,
  parent,
  properties: new Map(),
  children: [],
});

const aligned = (at: number): number => Math.ceil(at / CELL_BYTES) * CELL_BYTES;
