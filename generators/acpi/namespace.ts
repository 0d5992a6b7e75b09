import type { Evaluations } from './acpiexec.js';
import type { AmlValue, Evaluation } from './evaluations.js';
import type { AcpiMachine, BridgePath, LinkDevice, PrtEntry, RootBridge } from './machine.js';
import { busRange, firstInterrupt } from './resources.js';

/** EISA ids as integers (ACPI 6.5, section 19.3.4). */
const EISA: Record<number, string> = { 0x030ad041: 'PNP0A03', 0x080ad041: 'PNP0A08', 0x0f0cd041: 'PNP0C0F' };
const ROOT_IDS = ['PNP0A03', 'PNP0A08'];
const LINK_ID = 'PNP0C0F';

type Warn = (line: string) => void;

/**
 * Root bridges, `_PRT` tables and interrupt links from evaluated objects (ACPI 6.5, sections 6.2.13 `_PRT`,
 * 6.1.1 `_ADR`, 6.5.5 `_BBN`, 6.5.6 `_SEG`, 6.2.2 `_CRS`, 6.2.12 `_PRS`). What cannot be used is left out with a warning.
 */
export function readNamespace(
  evaluations: Evaluations,
  warn: Warn,
): Pick<AcpiMachine, 'roots' | 'prt' | 'links'> {
  const ids = deviceIds(evaluations);
  const has = (path: string, wanted: string[]): boolean =>
    (ids.get(path) ?? []).some((id) => wanted.includes(id));
  const paths = [...ids.keys()];
  const links = paths.filter((p) => has(p, [LINK_ID])).map((p) => readLink(p, evaluations));
  const roots = paths
    .filter((p) => has(p, ROOT_IDS))
    .map((p) => readRoot(p, evaluations, ids.get(p)![0] ?? null));
  const rootPaths = new Set(roots.map((r) => r.path));
  const addresses = integers(evaluations._ADR);
  const prt: AcpiMachine['prt'] = [];
  for (const evaluation of evaluations._PRT) {
    const place = locate(evaluation.path, rootPaths, addresses);
    if (place === null) {
      warn(`${evaluation.path}._PRT belongs to no PCI root bridge; left out`);
      continue;
    }
    const { status, value } = evaluation;
    const ok = status === 'AE_OK' && value?.kind === 'package';
    if (!ok) warn(`${evaluation.path}._PRT cannot be evaluated (${status}); its bus has no table`);
    prt.push({
      path: evaluation.path,
      ...place,
      status: ok ? 'ok' : `error:${status === 'AE_OK' ? 'empty' : status}`,
      entries: ok ? readEntries(evaluation.path, value.elements, links, warn) : [],
    });
  }
  return { roots, prt, links };
}

const integers = (evaluations: Evaluation[]): Map<string, number> =>
  new Map(evaluations.flatMap((e) => (e.value?.kind === 'integer' ? [[e.path, e.value.value]] : [])));

const bufferOf = (evaluations: Evaluation[], path: string): Buffer | null => {
  const value = evaluations.find((e) => e.path === path)?.value;
  return value?.kind === 'buffer' ? value.value : null;
};

/** `_HID` before `_CID`, so that the first is the one to show. */
function deviceIds(evaluations: Evaluations): Map<string, string[]> {
  const names = (value: AmlValue | null): string[] => {
    if (value?.kind === 'integer') return value.value in EISA ? [EISA[value.value]!] : [];
    if (value?.kind === 'string') return [value.value];
    return value?.kind === 'package' ? value.elements.flatMap(names) : [];
  };
  const ids = new Map<string, string[]>();
  for (const { path, value } of [...evaluations._HID, ...evaluations._CID])
    ids.set(path, [...(ids.get(path) ?? []), ...names(value)]);
  return ids;
}

/** Linux prefers the bus range of `_CRS` to `_BBN` (acpi_pci_root_add). */
function readRoot(path: string, evaluations: Evaluations, hid: string | null): RootBridge {
  const bbn = integers(evaluations._BBN).get(path) ?? null;
  const crs = bufferOf(evaluations._CRS, path);
  const crsBus = crs && busRange(crs);
  return {
    path,
    hid,
    segment: (integers(evaluations._SEG).get(path) ?? 0) & 0xffff,
    bbn,
    crsBus,
    bus: (crsBus?.[0] ?? bbn ?? 0) & 0xff,
    busSource: crsBus ? '_CRS' : bbn === null ? 'default' : '_BBN',
  };
}

function readLink(path: string, evaluations: Evaluations): LinkDevice {
  const [prs, crs] = [bufferOf(evaluations._PRS, path), bufferOf(evaluations._CRS, path)];
  const choice = prs && firstInterrupt(prs);
  return {
    path,
    // Linux skips IRQ 0 as invalid (acpi_pci_link_check_possible).
    possible: choice ? [...new Set(choice.irqs.filter((irq) => irq !== 0))] : [],
    trigger: choice?.trigger ?? 'level',
    polarity: choice?.polarity ?? 'low',
    current: (crs && firstInterrupt(crs)?.irqs[0]) || null,
  };
}

function locate(
  path: string,
  roots: Set<string>,
  addresses: Map<string, number>,
): { root: string; bridgePath: BridgePath } | null {
  const bridgePath: BridgePath = [];
  for (let at = path; at.includes('.'); at = at.slice(0, at.lastIndexOf('.'))) {
    if (roots.has(at)) return { root: at, bridgePath };
    const address = addresses.get(at);
    if (address !== undefined) bridgePath.unshift([(address >> 16) & 0xffff, address & 0xffff]);
  }
  return null;
}

function readEntries(path: string, rows: AmlValue[], links: LinkDevice[], warn: Warn): PrtEntry[] {
  return rows.flatMap((row, i) => {
    const entry = row.kind === 'package' ? readEntry(path, row.elements, links, warn) : null;
    if (entry === null) warn(`${path}._PRT[${i}] is malformed; left out`);
    return entry ?? [];
  });
}

function readEntry(path: string, fields: AmlValue[], links: LinkDevice[], warn: Warn): PrtEntry | null {
  const [address, pin, source, index] = fields;
  if (address?.kind !== 'integer' || pin?.kind !== 'integer' || index?.kind !== 'integer') return null;
  const from = {
    device: Math.floor(address.value / 0x10000) & 0xffff,
    function: address.value & 0xffff,
    pin: pin.value,
  };
  if (source?.kind === 'integer') return source.value === 0 ? { ...from, to: { gsi: index.value } } : null;
  const name =
    source?.kind === 'reference' ? source.segment : source?.kind === 'string' ? source.value : null;
  const link = name === null ? null : resolveLink(path, name, links, warn);
  return link && { ...from, to: { link: link.path, index: index.value } };
}

/** acpiexec prints only the last segment of a link's name, which no machine seen so far uses twice. */
function resolveLink(path: string, name: string, links: LinkDevice[], warn: Warn): LinkDevice | null {
  const segment = name.slice(name.lastIndexOf('.') + 1).replace(/^[\\^]+/, '');
  const named = links.filter((l) => l.path.endsWith(`.${segment}`));
  const scope = (l: LinkDevice): string => l.path.slice(0, l.path.lastIndexOf('.'));
  const near = named
    .filter((l) => path === scope(l) || path.startsWith(`${scope(l)}.`))
    .sort((a, b) => b.path.length - a.path.length);
  if (named.length > 1)
    warn(`${path}._PRT: ${named.length} links are called ${segment}; the nearest is taken`);
  return near[0] ?? named[0] ?? null;
}
