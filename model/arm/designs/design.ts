import type { DesignHistory } from '../../designs/history.js';

/** What a design for ARM chooses; what today's Xen has and what thread 002 assumed differ in each (section A0 of the facts). */
export interface ArmChoices {
  /**
   * How a guest reaches the config space of its devices: the ring of pcifront and pciback, Xen's vPCI, or not at all, as in Xen
   * today (`has_vpci` is false on ARM, and Linux has no pciback bus there).
   */
  readonly configPath: 'none' | 'ring' | 'vpci';
  /** pciback's module parameter: devices on a virtual bus, or under their own addresses. */
  readonly pcibackMode: 'vpci' | 'passthrough';
  /** Guests other than dom0 have a virtual ITS. */
  readonly guestIts: boolean;
  /** Who tells Xen which device a guest's DeviceID means. */
  readonly mapping: Mapping;
  /** How Xen finds the DeviceID a device has at the host ITS. */
  readonly hostDeviceId: 'rid' | 'stream-id' | 'msi-map';
  /** The hypercall that maps a virtual address refuses devices of other domains. */
  readonly mapChecksOwner: boolean;
  /** MAPD refuses devices of other domains. */
  readonly mapdChecksOwner: boolean;
  /** Taking a device from a domain takes its mapping, its record at the ITS and its MMIO with it. */
  readonly unmapOnDeassign: boolean;
  /** libxl waits for the backend to be Connected, which it does for guests it takes for PV: those of 2014 (stable-4.5 libxl_dom.c). */
  readonly libxlWaits: boolean;
}

export type Mapping =
  /** Nobody (M0). */
  | 'none'
  /** A tool in dom0, once the guest has reported what it enumerated (M1). */
  | 'dom0-tool'
  /** pciback, when it picks the slot (M2). */
  | 'pciback'
  /** pciback, when pcifront asks it to enable MSI (M3). */
  | 'msi-call'
  /** pcifront, after it has scanned its bus (M4). */
  | 'pcifront'
  /** The toolstack, which picks the slot, in the hypercall that assigns the device (M5). */
  | 'attach-domctl'
  /** Nobody needs to: the guest sees the real addresses (M6). */
  | 'identity'
  /** Xen, which places the device on a virtual bus of its own (M7). */
  | 'virtual-bus';

/** A design for ARM: choices with their history. */
export interface ArmDesign extends DesignHistory, ArmChoices {}
