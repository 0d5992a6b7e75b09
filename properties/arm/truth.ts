import type { ArmModel } from '../../model/arm/model.js';
import { Owner } from '../../model/arm/state.js';
import { lpiOf } from '../../model/arm/xen/host-lpi.js';
import { freedMemory } from '../../model/arm/xen/its-devices.js';
import { operationsOf, type Ended } from '../truth.js';
import type { Built } from '../../model/system.js';

/**
 * What the properties compare the model with: the physical wiring as data (`wires` of the topology), independent of the maps of
 * the device tree and of the code that reads them.
 */
export interface Truth {
  /** Stream each device's writes really carry; -1 without an SMMU. */
  readonly stream: readonly number[];
  /** DeviceID, with its ITS, that each device's writes really carry; -1 without an ITS. */
  readonly host: readonly number[];
  /** Guests, as domain indices. */
  readonly guests: readonly number[];
  readonly devices: number;
  readonly ids: number;
  readonly events: number;
  /** Did any script ask to attach the device to the domain? */
  asked(dev: number, d: number): boolean;
}

export function truthOf(built: Built<ArmModel>): Truth {
  const { scope } = built.model;
  const asked = new Set(
    operationsOf(built)
      .filter((o) => o.verb === 'xl.attach')
      .map((o) => o.dev * 16 + o.dom),
  );
  return {
    stream: scope.devices.map((d) => d.wire.stream),
    host: scope.devices.map((d) => d.wire.host),
    guests: scope.domains.map((_, d) => d).slice(1),
    devices: scope.devices.length,
    ids: scope.guestIds.length,
    events: scope.events,
    asked: (dev, d) => asked.has(dev * 16 + d),
  };
}

/** Does Xen's record of the device say that the domain owns it? */
export const ownedBy = (m: ArmModel, dev: number, d: number): boolean =>
  m.xen.owner[m.scope.devices[dev]!.pdev] === Owner.DOM0 + d;

/** The guest that owns the device, or 0. */
export const guestOwning = (m: ArmModel, dev: number): number => {
  const owner = m.xen.owner[m.scope.devices[dev]!.pdev]!;
  return owner > Owner.DOM0 ? owner - Owner.DOM0 : 0;
};

/** Where an MSI of the device for event 0, written now, would be lost on its way into guest `d` as what its driver bound; null: nowhere. */
export function lostAt(m: ArmModel, t: Truth, dev: number, d: number): string | null {
  const bound = m.guest.bound[d * t.devices + dev]!;
  const stream = t.stream[dev]!;
  const host = t.host[dev]!;
  if (m.hw.msi[dev] === 0) return 'its MSI is not enabled';
  if (stream >= 0 && m.hw.stream[stream] === 0) return 'the SMMU blocks its writes';
  if (host < 0 || m.hw.itt[host] === 0) return 'the host ITS has no table for its DeviceID';
  const lpi = lpiOf(m, m.hw.itt[host]! - 1, 0);
  if (m.xen.hlpiVlpi[lpi] === 0) return 'its LPI leads nowhere';
  if (m.xen.hlpiDom[lpi] !== d + 1) return 'its LPI leads to another domain';
  if (m.xen.hlpiVlpi[lpi] !== bound) return 'its LPI leads to the interrupt of another device';
  const tree = m.xen.lpiTree[d * m.scope.intids.length + bound - 1]!;
  return tree === 0 || tree === freedMemory(m) ? 'its virtual LPI is gone' : null;
}

/** Words for witnesses. */
export const words = (
  m: ArmModel,
): {
  dev(i: number): string;
  dom(i: number): string;
  id(i: number): string;
  host(i: number): string;
  stream(i: number): string;
  vlpi(i: number): string;
  owner(dev: number): string;
} => ({
  dev: (i) => m.scope.devices[i]!.sbdf,
  dom: (i) => m.scope.domains[i]!,
  id: (i) => `DeviceID 0x${m.scope.guestIds[i]!.id.toString(16)}`,
  host: (i) => `${m.scope.hosts[i]!.its} DeviceID 0x${m.scope.hosts[i]!.id.toString(16)}`,
  stream: (i) => `${m.scope.streams[i]!.smmu} StreamID 0x${m.scope.streams[i]!.id.toString(16)}`,
  vlpi: (i) => `INTID ${m.scope.intids[i]}`,
  owner: (dev) => {
    const owner = m.xen.owner[m.scope.devices[dev]!.pdev]!;
    return owner === Owner.NONE
      ? 'nobody'
      : owner === Owner.DOM_IO
        ? 'dom_io'
        : m.scope.domains[owner - Owner.DOM0]!;
  },
});

/** The operations of one verb. */
export const operations = (built: Built<ArmModel>, verb: string): readonly Ended[] =>
  operationsOf(built).filter((o) => o.verb === verb);

/** What of a dead domain is still in Xen's or the hardware's tables; null: nothing. */
export function leftOf(m: ArmModel, t: Truth, d: number): string | null {
  for (let dev = 0; dev < t.devices; dev++) if (ownedBy(m, dev, d)) return 'it owns a device';
  if (m.hw.stream.includes(d + 1)) return 'a stream is translated for it';
  if (m.xen.hlpiDom.includes(d + 1)) return 'LPIs lead to it';
  for (let g = 0; g < t.ids; g++)
    if (m.xen.map[d * t.ids + g] !== 0) return 'virtual addresses of it mean devices';
  return null;
}
