import type { NumberOf } from '../numbers.js';

/*
 * The number spaces between a virtual SBDF in a guest and an interrupt in its hands, each its own type. The problem of
 * thread 002 is one of them (the guest's DeviceID) used as another (the host's).
 */

/** Requester ID: bus << 8 | device << 3 | function. No segment is part of it. */
export type Rid = NumberOf<'requester-id'>;
/** What an SMMU knows a bus master by. */
export type StreamId = NumberOf<'stream-id'>;
/** What an ITS knows the writer of an MSI by: a sideband of the write, not its data. */
export type DeviceId = NumberOf<'device-id'>;
/** The data of an MSI write. */
export type EventId = NumberOf<'event-id'>;
/** Interrupt number in the GIC; LPIs start at 8192. */
export type Intid = NumberOf<'intid'>;
/** PCI segment as Xen numbers it, 16 bits. */
export type Segment = NumberOf<'segment'>;
/** Segment, bus, device and function on the machine: `segment << 16 | rid`, as in `XEN_DOMCTL_assign_device`. */
export type PhysicalSbdf = NumberOf<'physical-sbdf'>;
/** The same for what a guest's enumeration finds. */
export type VirtualSbdf = NumberOf<'virtual-sbdf'>;

export const rid = (n: number): Rid => n as Rid;
export const streamId = (n: number): StreamId => n as StreamId;
export const deviceId = (n: number): DeviceId => n as DeviceId;
export const eventId = (n: number): EventId => n as EventId;
export const intid = (n: number): Intid => n as Intid;
export const segment = (n: number): Segment => n as Segment;

/** The first INTID that is an LPI (GICv3 architecture, 2.2.1). */
export const FIRST_LPI = intid(8192);
