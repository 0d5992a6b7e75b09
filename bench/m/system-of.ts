import type { SystemSource } from '../../checker/crew/source.js';
import type { Property } from '../../properties/property.js';
import type { Built } from '../../model/system.js';
import { buildM, type Variant } from './model.js';
import { propertiesOfM } from './properties.js';

/** Which M(n, P). */
export interface OfM {
  readonly devices: number;
  readonly pirqs: number;
  readonly variant?: Omit<Variant, 'recorder'>;
}

/** For workers: M(n, P) with its properties. */
export const systemOf = ({
  devices,
  pirqs,
  variant = {},
}: OfM): { built: Built; properties: readonly Property[] } => ({
  built: buildM(devices, pirqs, variant),
  properties: propertiesOfM as readonly Property[],
});

export const sourceOfM = (of: OfM): SystemSource => ({ module: import.meta.url, of, startMs: 350 });
