import type { Context as ThreadContext } from '../threads.js';
import { step, type Code } from '../code.js';
import type { Step } from '../system.js';
import type { ArmDesign } from './designs/design.js';
import type {
  ArmScope,
  CollIx,
  Dev,
  Dom,
  EventIx,
  GuestIx,
  HostIx,
  Pdev,
  StreamIx,
  VlpiIx,
} from './scope.js';
import type { ArmState } from './state.js';

/** What every rule is given: the design's choices, the hardware in scope, and the views over the working state. */
export interface ArmModel extends ArmState {
  readonly design: ArmDesign;
  readonly scope: ArmScope;
}

/** What a procedure of the ARM model is compiled for. */
export type Context = ThreadContext<ArmModel>;

/** Cell of a [domain, device] field. */
export const domDev = (m: ArmModel, d: Dom, dev: Dev): number => d * m.scope.devices.length + dev;
/** Cell of a [domain, guest DeviceID] field. */
export const domId = (m: ArmModel, d: Dom, g: GuestIx): number => d * m.scope.guestIds.length + g;
/** Cell of a [domain, guest DeviceID, event] field. */
export const domEvent = (m: ArmModel, d: Dom, g: GuestIx, e: EventIx): number =>
  domId(m, d, g) * m.scope.events + e;
/** Cell of a [domain, virtual LPI] field. */
export const domVlpi = (m: ArmModel, d: Dom, v: VlpiIx): number => d * m.scope.intids.length + v;
/** Cell of a [domain, collection] field. */
export const domColl = (m: ArmModel, d: Dom, c: CollIx): number => d * m.scope.collections + c;
/** Cell of a [domain, slot] field. */
export const domSlot = (m: ArmModel, d: Dom, slot: number): number => d * m.scope.slots.length + slot;

export const pdevOf = (m: ArmModel, dev: Dev): Pdev => m.scope.devices[dev]!.pdev;

/** Things as traces name them. */
export const devName = (m: ArmModel, dev: Dev): string => m.scope.devices[dev]!.sbdf;
export const pdevName = (m: ArmModel, p: Pdev): string => m.scope.pdevs[p]!.name;
export const domName = (m: ArmModel, d: Dom): string => m.scope.domains[d]!;
export const hexOf = (n: number): string => `0x${n.toString(16)}`;
/** A device the guest has lost again has no DeviceID. */
export const guestIdName = (m: ArmModel, g: GuestIx | -1): string =>
  g < 0 ? 'no DeviceID' : `DeviceID ${hexOf(m.scope.guestIds[g]!.id)}`;
export const hostName = (m: ArmModel, h: HostIx): string =>
  `${m.scope.hosts[h]!.its} DeviceID ${hexOf(m.scope.hosts[h]!.id)}`;
export const streamName = (m: ArmModel, s: StreamIx): string =>
  `${m.scope.streams[s]!.smmu} StreamID ${hexOf(m.scope.streams[s]!.id)}`;
export const vlpiName = (m: ArmModel, v: VlpiIx): string => `INTID ${m.scope.intids[v]}`;

/** A step that may read anything and writes the groups named. */
export const act = (
  actor: Step['actor'],
  fn: string,
  args: Step['args'],
  touches: readonly string[],
  run: (outcome: number) => number,
  more: Partial<Pick<Step, 'enabled' | 'timeout' | 'outcomes' | 'recurring' | 'stops'>> & {
    readonly reads?: readonly string[];
  } = {},
): Code => step({ actor, fn, args, reads: more.reads ?? [], writes: touches, ...more, run });
