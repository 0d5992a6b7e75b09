import type { ArmModel } from '../../model/arm/model.js';
import type { Property } from '../property.js';
import { anyDeviceAnyTime } from './any-device-any-time.js';
import { configOnly } from './config-only.js';
import { deathCompletes } from './death-completes.js';
import { detachComplete } from './detach-complete.js';
import { errorAtomicity } from './error-atomicity.js';
import { ittOwner } from './itt-owner.js';
import { liveLpi } from './live-lpi.js';
import { lpiToOwner } from './lpi-to-owner.js';
import { mmioOwner } from './mmio-owner.js';
import { msiDirect } from './msi-direct.js';
import { msiWorks } from './msi-works.js';
import { armNoCrash } from './no-crash.js';
import { noSilentMapd } from './no-silent-mapd.js';
import { nothingOfTheDead } from './nothing-of-the-dead.js';
import { oneList } from './one-list.js';
import { oneRecord } from './one-record.js';
import { queueDrains } from './queue-drains.js';
import { reassignAtWill } from './reassign-at-will.js';
import { smmuProgrammed } from './smmu-programmed.js';
import { streamInjectivity } from './stream-injectivity.js';
import { streamOwner } from './stream-owner.js';
import { trapProgramsIts } from './trap-programs-its.js';
import { virtualAddress } from './virtual-address.js';

/** Every property of passthrough on ARM, in the order reports show them. */
export const armProperties: readonly Property<ArmModel>[] = [
  streamOwner,
  streamInjectivity,
  oneList,
  ittOwner,
  oneRecord,
  liveLpi,
  lpiToOwner,
  virtualAddress,
  mmioOwner,
  errorAtomicity,
  nothingOfTheDead,
  msiWorks,
  noSilentMapd,
  detachComplete,
  deathCompletes,
  queueDrains,
  anyDeviceAnyTime,
  reassignAtWill,
  smmuProgrammed,
  msiDirect,
  trapProgramsIts,
  configOnly,
  armNoCrash,
];
