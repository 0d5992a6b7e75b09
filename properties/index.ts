import { attachAtomic } from './attach-atomic.js';
import { attachWorks } from './attach-works.js';
import { attributeFidelity } from './attribute-fidelity.js';
import { backToDom0 } from './back-to-dom0.js';
import { configuredBeforeBound } from './configured-before-bound.js';
import { dom0Delivery } from './dom0-delivery.js';
import { dom0SharesLine } from './dom0-shares-line.js';
import { hwdomCapability } from './hwdom-capability.js';
import { interruptDelivered } from './interrupt-delivered.js';
import { lifecycleProperties } from './lifecycles.js';
import { lineIdentity } from './line-identity.js';
import { lookupFreshness } from './lookup-freshness.js';
import { noCollateralUnbind } from './no-collateral-unbind.js';
import { noCrash } from './no-crash.js';
import { noDeafBind } from './no-deaf-bind.js';
import { noGhostSharer } from './no-ghost-sharer.js';
import { noPoison } from './no-poison.js';
import { ownership } from './ownership.js';
import { permissionTightness } from './permission-tightness.js';
import type { Property } from './property.js';
import { reattachWorks } from './reattach-works.js';
import { refcount } from './refcount.js';
import { removalWorks } from './removal-works.js';
import { shareCompatibility } from './share-compatibility.js';
import { singleOwnerRecord } from './single-owner-record.js';
import { tableConsistency } from './table-consistency.js';

/** Every property, in the order reports show them. */
export const properties: readonly Property[] = [
  lineIdentity,
  configuredBeforeBound,
  attributeFidelity,
  ownership,
  noCollateralUnbind,
  permissionTightness,
  hwdomCapability,
  dom0Delivery,
  noGhostSharer,
  noDeafBind,
  noPoison,
  lookupFreshness,
  shareCompatibility,
  tableConsistency,
  refcount,
  singleOwnerRecord,
  attachAtomic,
  interruptDelivered,
  removalWorks,
  backToDom0,
  reattachWorks,
  dom0SharesLine,
  attachWorks,
  noCrash,
  ...lifecycleProperties,
];
