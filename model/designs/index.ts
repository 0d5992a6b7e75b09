import { bundledSetup } from './bundled-setup.js';
import { configureAtBind } from './configure-at-bind.js';
import { defaultLevelLow } from './default-level-low.js';
import type { Design } from './design.js';
import { deviceModelOp } from './device-model-op.js';
import { combine } from './combinations.js';
import { gsiFromIrq } from './gsi-from-irq.js';
import { gsiSysfsFallback } from './gsi-sysfs-fallback.js';
import { gsiSysfs } from './gsi-sysfs.js';
import { rfcBase } from './irq-as-gsi.js';
import { pv61Xen417, pvh61Xen417 } from './linux-6.1-xen-4.17.js';
import { pv612Xen420 } from './linux-6.12-xen-4.20.js';
import { mapAtBind } from './map-at-bind.js';
import { mapOnWrite } from './map-on-write.js';
import { pvh612Xen420 } from './merged-upstream.js';
import { pv61Xen420, pv612Xen417, pvh61Xen420, pvh612Xen417 } from './mixed.js';
import { noUnmaskCheck } from './no-unmask-check.js';
import { pcibackMapSetup } from './pciback-map-setup.js';
import { pcibackPcibiosEnable } from './pciback-pcibios-enable.js';
import { pcibackSetupGsi } from './pciback-setup-gsi.js';
import { pcibackUnmask } from './pciback-unmask.js';
import { registerWhileMasked } from './register-while-masked.js';
import { resolvedInXen } from './resolved-in-xen.js';
import { sbdfToXen } from './sbdf-to-xen.js';
import { targetHasPirq } from './target-has-pirq.js';
import { toolstackSetupGsi } from './toolstack-setup-gsi.js';
import { xenRelation } from './xen-relation.js';

/** Every design pirqcheck knows, in the order reports show them. */
export const designs: readonly Design[] = [
  rfcBase,
  pv61Xen417,
  pvh61Xen417,
  pv612Xen420,
  pvh612Xen420,
  pv61Xen420,
  pvh61Xen420,
  pv612Xen417,
  pvh612Xen417,
  gsiFromIrq,
  gsiSysfs,
  gsiSysfsFallback,
  sbdfToXen,
  xenRelation,
  pcibackUnmask,
  noUnmaskCheck,
  configureAtBind,
  mapAtBind,
  mapOnWrite,
  registerWhileMasked,
  toolstackSetupGsi,
  defaultLevelLow,
  bundledSetup,
  pcibackPcibiosEnable,
  pcibackSetupGsi,
  pcibackMapSetup,
  resolvedInXen,
  deviceModelOp,
  targetHasPirq,
];

/**
 * A design by its id: a known one, or a combination (`pvh-6.12-4.20+lookup-reference=put`); undefined if there is none.
 */
export function findDesign(id: string): Design | undefined {
  const [base, ...picks] = id.split('+');
  const known = designs.find((d) => d.id === base);
  if (!known || picks.length === 0) return known;
  const pairs = picks.map((p) => p.split('='));
  if (pairs.some((p) => p.length !== 2)) return undefined;
  try {
    return combine(known, Object.fromEntries(pairs) as Record<string, string>);
  } catch (e) {
    if (e instanceof RangeError) return undefined;
    throw e;
  }
}
