import type { StagedScenario } from '../run/dom0-script.js';

/** A scenario and the machine of the lab it is for. */
export interface LabScenario extends StagedScenario {
  readonly machine: 'flat' | 'bridges' | 'five-lines' | 'far' | 'sriov';
}

/** A scenario of one script, on the flat machine unless told otherwise. */
export const one = (
  name: string,
  question: string,
  lines: readonly string[],
  more: Partial<LabScenario> = {},
): LabScenario => ({
  name,
  machine: 'flat',
  question,
  threads: { dom0: lines },
  ...more,
});

/** What gives a device of dom0 to a guest. */
export const attach = (device: string, domain: string): string[] => [
  `xl.assignable-add ${device}`,
  `xl.attach ${device} ${domain}`,
];

/** Devices of dom0 that are enabled one after another. */
export const enable = (...devices: string[]): string[] => devices.map((d) => `device.enable ${d}`);
