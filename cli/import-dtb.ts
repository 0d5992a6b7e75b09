import type { PciFunction } from '../generators/functions.js';
import { importDtb } from '../generators/dtb/import.js';
import type { ArmTopology, IdMap, RootComplex } from '../model/arm/hardware/topology.js';
import type { Imported } from './import.js';

/** `pirqcheck import --dtb`. */
export async function fromDtb(
  file: string,
  name: string | undefined,
  functions: readonly PciFunction[] | undefined,
  warn: (line: string) => void,
): Promise<Imported> {
  const topology = await importDtb(file, { name, warn, ...(functions ? { functions } : {}) });
  return { topology, summary: summary(topology) };
}

function summary(t: ArmTopology): string {
  const smmus = t.smmus.map((s) => `  SMMUv${s.version} ${s.name}\n`);
  const controllers = t.msiControllers.map(
    (c) => `  ${c.kind === 'its' ? 'ITS' : 'GICv2m frame'} ${c.name}\n`,
  );
  return `${t.name}: ${t.devices.length} functions on ${t.rootComplexes.length} root complex${
    t.rootComplexes.length === 1 ? '' : 'es'
  }\n${t.rootComplexes.map(rootComplex).join('')}${smmus.join('')}${controllers.join('')}`;
}

function rootComplex(rc: RootComplex): string {
  const domain = rc.pciDomain === undefined ? 'no linux,pci-domain' : `linux,pci-domain ${rc.pciDomain}`;
  const unmapped = rc.msiParent === undefined ? 'none' : `none, requester ids pass to ${rc.msiParent}`;
  return [
    `  root complex ${rc.name}: ${domain}, buses ${rc.buses[0]}-${rc.buses[1]}`,
    ...map('iommu-map', rc.iommuMap, rc.iommuMapMask, 'none'),
    ...map('msi-map', rc.msiMap, rc.msiMapMask, unmapped),
    '',
  ].join('\n');
}

const hex = (n: number): string => `0x${n.toString(16)}`;
const range = (from: number, length: number): string =>
  length === 0 ? `${hex(from)} on, none` : `${hex(from)}-${hex(from + length - 1)}`;

function map(what: string, entries: IdMap | undefined, mask: number | undefined, without: string): string[] {
  const masked = mask === undefined ? '' : ` (mask ${hex(mask)})`;
  if (entries === undefined) return [`    ${what}${masked}: ${without}`];
  return entries.map(
    (e) =>
      `    ${what}${masked}: ${range(e.rid, e.length)} -> ${e.to ?? 'nothing known'} ${range(e.id, e.length)}`,
  );
}
