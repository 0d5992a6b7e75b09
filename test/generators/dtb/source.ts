/** The properties of a device tree by `path property`, each as its source has it: cells, strings, or nothing. */
export type Properties = Readonly<Record<string, readonly number[] | readonly string[] | null>>;

/** Reads device tree source as `dtc -O dts` writes it. */
export function readSource(text: string): Properties {
  const properties: Record<string, readonly number[] | readonly string[] | null> = {};
  const path: string[] = [];
  for (const line of text.split('\n').map((l) => l.trim())) {
    const [, node] = /^(\S+) \{$/.exec(line) ?? [];
    const [, name, value] = /^([^\s=]+)(?: = (.*))?;$/.exec(line) ?? [];
    if (node !== undefined) path.push(node === '/' ? '' : node);
    else if (line === '};') path.pop();
    else if (name !== undefined && path.length > 0)
      properties[`${path.join('/') || '/'} ${name}`] = valueOf(value);
  }
  return properties;
}

function valueOf(value: string | undefined): readonly number[] | readonly string[] | null {
  if (value === undefined) return null;
  if (value.startsWith('<')) return value.slice(1, -1).split(' ').map(Number);
  return (JSON.parse(value.replaceAll('\\0', '\\u0000')) as string).split('\0');
}
