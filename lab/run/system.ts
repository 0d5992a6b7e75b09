import { LabError } from '../lab-error.js';
import type { LinuxVersion, XenVersion } from '../packages/release.js';

/** Which software a run is made with; named as the designs of the model: `pvh-6.12-4.20`. */
export interface LabSystem {
  readonly id: string;
  readonly dom0: 'pvh' | 'pv';
  readonly linux: LinuxVersion;
  readonly xen: XenVersion;
}

/** The eight systems, the newest first. */
export const systems: readonly LabSystem[] = (['pvh', 'pv'] as const).flatMap((dom0) =>
  (
    [
      ['6.12', '4.20'],
      ['6.1', '4.17'],
      ['6.1', '4.20'],
      ['6.12', '4.17'],
    ] as const
  ).map(([linux, xen]) => ({ id: `${dom0}-${linux}-${xen}`, dom0, linux, xen })),
);

export function systemNamed(id: string): LabSystem {
  const found = systems.find((s) => s.id === id);
  if (!found) throw new LabError(`no system ${id}; there are ${systems.map((s) => s.id).join(' ')}`);
  return found;
}

/** How the recordings name it: `pvh-420-612`. */
export const labelOf = ({ dom0, xen, linux }: LabSystem): string =>
  [dom0, xen.replace('.', ''), linux.replace('.', '')].join('-');
