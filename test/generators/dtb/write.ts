/** A node as a test writes it. A number is a cell, a list of numbers some cells, a string ends with NUL. */
export interface NodeSource {
  readonly properties?: Readonly<Record<string, number | readonly number[] | string | Buffer>>;
  readonly children?: Readonly<Record<string, NodeSource>>;
}

export interface BlobOptions {
  /** Header fields by index, instead of the right ones. */
  readonly header?: Readonly<Record<number, number>>;
  /** The structure block instead of one made of the tree; cells or bytes. */
  readonly structure?: readonly (number | Buffer)[];
}

const cell = (n: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(n >>> 0);
  return bytes;
};
const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
const terminated = (text: string): Buffer => Buffer.from(`${text}\0`, 'latin1');

const HEADER_BYTES = 40;
const RESERVATIONS = Buffer.alloc(16);

/** A device tree blob, version 17. */
export function blobOf(root: NodeSource, { header = {}, structure }: BlobOptions = {}): Buffer {
  const names: string[] = [];
  const nameOffset = (name: string): number => {
    if (!names.includes(name)) names.push(name);
    return names.slice(0, names.indexOf(name)).reduce((n, s) => n + s.length + 1, 0);
  };
  const node = (name: string, { properties = {}, children = {} }: NodeSource): Buffer[] => [
    cell(1),
    padded(terminated(name)),
    ...Object.entries(properties).flatMap(([key, value]) => {
      const bytes = bytesOf(value);
      return [cell(3), cell(bytes.length), cell(nameOffset(key)), padded(bytes)];
    }),
    ...Object.entries(children).flatMap(([key, child]) => node(key, child)),
    cell(2),
  ];
  const own = structure?.map((x) => (typeof x === 'number' ? cell(x) : x));
  const struct = Buffer.concat(own ?? [...node('', root), cell(9)]);
  const strings = Buffer.concat(names.map(terminated));
  const at = HEADER_BYTES + RESERVATIONS.length;
  const fields = [
    0xd00dfeed,
    at + struct.length + strings.length,
    at,
    at + struct.length,
    HEADER_BYTES,
    17,
    16,
    0,
    strings.length,
    struct.length,
  ].map((field, i) => cell(header[i] ?? field));
  return Buffer.concat([...fields, RESERVATIONS, struct, strings]);
}

function bytesOf(value: number | readonly number[] | string | Buffer): Buffer {
  if (Buffer.isBuffer(value)) return value;
  if (typeof value === 'string') return terminated(value);
  return Buffer.concat((typeof value === 'number' ? [value] : value).map(cell));
}
