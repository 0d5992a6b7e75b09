/**
 * What a design chooses. Every choice is made when the system is built (`chosen(...)` and `given(...)` in the file of the mechanism)
 * and never tested at run time. Which choices belong together and what they mean in words: `dimensions.ts`.
 */
export interface Choices {
  readonly dom0: 'pv' | 'pvh';
  readonly linux: LinuxChoices;
  readonly xen: XenChoices;
  readonly qemu: QemuChoices;
  readonly libxl: LibxlChoices;
}

export interface LinuxChoices {
  /**
   * What pcistub_init_device does about the pin on a PVH dom0: `nothing` (Linux 6.1), `unmask_irq`, pcibios_enable_device once
   * more, PHYSDEVOP_setup_gsi (Linux 6.12), or PHYSDEVOP_map_pirq for DOMID_SELF and then PHYSDEVOP_setup_gsi.
   */
  readonly pcibackPin: 'nothing' | 'unmask-irq' | 'pcibios-enable' | 'setup-gsi' | 'map-and-setup-self';
  /** How the kernel says which GSI a device has; by IOCTL_PRIVCMD_PCIDEV_GET_GSI since Linux 6.12. */
  readonly tellsGsi: 'nobody' | Exclude<GsiSource, 'sysfs-irq'>;
  /** pciback tells Xen of a reset, PHYSDEVOP_pci_device_reset (Linux 6.12); a refusal makes the bind fail. */
  readonly pcibackNotifyReset: boolean;
  /** A device without a GSI can be bound, and the look-up answers -ENOENT (posted Feb 2025, not in 6.12.107). */
  readonly missingGsiOk: boolean;
  /** Each GSI look-up keeps a reference on the pciback device (6.12.107; fixed in 6.12.117). */
  readonly gsiLookupLeaksKref: boolean;
}

export interface XenChoices {
  /** hvm_physdev_op lets a PVH dom0 call map_pirq and unmap_pirq (Xen 4.20; 035baa203b). */
  readonly pvhMapPirq: boolean;
  /** ... and setup_gsi (Xen 4.20; 43a1f8b38e). */
  readonly pvhSetupGsi: boolean;
  /** For whom they map: any domain, HVM domains with pirqs only (e42d107d0d, reverted by 90a8f4c7ea), or not for a PVH dom0 itself. */
  readonly mapPirqFor: 'any' | 'has-pirq' | 'not-self';
  /** XEN_DOMCTL_gsi_permission exists (Xen 4.20; d6e9a2aab3). */
  readonly gsiPermission: boolean;
  /** What XEN_DOMCTL_irq_permission makes of a number that is no pirq of a PVH dom0: nothing, or the GSI. */
  readonly irqPermissionOf: 'callers-pirq' | 'gsi';
  /** PHYSDEVOP_pci_device_reset exists (Xen 4.20; 9a2d7b5bb6). */
  readonly deviceReset: boolean;
  /** vPCI refuses SR-IOV VFs of a PVH dom0, leaving a record without owner (4.20, lab finding 1). */
  readonly vpciRefusesVfs: boolean;
  /**
   * What a PVH dom0's write of a redirection entry does: on an unmask register, map and bind; all of it on every write; map on
   * every write; or register on every write for as long as the pin is masked.
   */
  readonly vrteWrite: 'on-unmask' | 'always' | 'maps-always' | 'repeats';
  /** A pin nobody configured: left alone, or level/low from the start (GSIs from 16), at XEN_DOMCTL_bind_pt_irq, at PHYSDEVOP_map_pirq. */
  readonly unsetPin: 'left' | 'level-low' | 'at-bind' | 'at-map';
  /** What the device model's bind takes: a pirq; a GSI if the caller is PVH; a GSI always, by a new device-model operation. */
  readonly bindTakes: 'pirq' | 'gsi-if-pvh' | 'gsi';
  /** -EEXIST at dom0's unmask: it is all done, or dom0 is still to be bound. */
  readonly eexistAtUnmask: 'done' | 'bind';
  /** When a PVH dom0 masks a line it stays bound to it, or not. */
  readonly maskedLine: 'bound' | 'unbound';
  /** unmap_pirq, or taking the right away, while a device is bound: unbinds by force, or waits until the last device is unbound. */
  readonly unmapBound: 'forces' | 'keeps';
  /** Dom0 keeps its right to an irq when its own pirq is unmapped. */
  readonly hwdomKeepsCaps: boolean;
}

/**
 * Where tools on a PVH dom0 take the number from that they map: sysfs `irq`; a translation of it; sysfs `gsi`, and `irq` where there
 * is none; the kernel's answer for an SBDF; or nowhere, for Xen knows the GSI of an SBDF. On a PV dom0 it is always sysfs `irq`.
 */
export type GsiSource = 'sysfs-irq' | 'gsi-from-irq' | 'gsi-sysfs' | 'privcmd-sbdf' | 'xen-relation';

export interface QemuChoices {
  readonly gsiSource: GsiSource;
}

export interface LibxlChoices {
  readonly gsiSource: GsiSource;
  /** Which domctl grants the line on a PVH dom0: by the caller's pirq, or by GSI. */
  readonly permission: 'irq' | 'gsi';
  /** libxl sets the GSI up itself, level/low, before it lets QEMU add the device. */
  readonly setsGsiUp: boolean;
  /** Detach from an HVM guest revokes rights and unmaps the interrupt (Xen 4.18; 39113a8a23). */
  readonly revokeOnHvmDetach: boolean;
  /** ... unless the guest has another device on that line. */
  readonly countsSharers: boolean;
  /** An error while unmapping ends a detach on a PVH dom0, even a forced one (4.20), or is only logged, as on a PV dom0. */
  readonly unmapErrors: 'abort' | 'logged';
  /** A failing attach leaves what it did, or takes it back. */
  readonly failedAttach: 'leaves' | 'undoes';
  /** Asking for the `domid` key and writing it are two steps (and any failing attach removes it), or one transaction. */
  readonly claim: 'check-then-write' | 'transaction';
  /** -ENOENT from the GSI look-up is not an error (4.20.3; d3ac8fdce2). */
  readonly missingGsiOk: boolean;
  /** HVM guests get USE_PIRQ by default (until Jan 2024; 024e7131be). */
  readonly hvmPirq: boolean;
}

export const LINUX_6_1: LinuxChoices = {
  pcibackPin: 'nothing',
  tellsGsi: 'nobody',
  pcibackNotifyReset: false,
  missingGsiOk: false,
  gsiLookupLeaksKref: false,
};
export const LINUX_6_12: LinuxChoices = {
  pcibackPin: 'setup-gsi',
  tellsGsi: 'privcmd-sbdf',
  pcibackNotifyReset: true,
  missingGsiOk: false,
  gsiLookupLeaksKref: true,
};
export const XEN_4_17: XenChoices = {
  pvhMapPirq: false,
  pvhSetupGsi: false,
  mapPirqFor: 'any',
  gsiPermission: false,
  irqPermissionOf: 'callers-pirq',
  deviceReset: false,
  vpciRefusesVfs: false,
  vrteWrite: 'on-unmask',
  unsetPin: 'left',
  bindTakes: 'pirq',
  eexistAtUnmask: 'done',
  maskedLine: 'bound',
  unmapBound: 'forces',
  hwdomKeepsCaps: false,
};
export const XEN_4_20: XenChoices = {
  ...XEN_4_17,
  pvhMapPirq: true,
  pvhSetupGsi: true,
  gsiPermission: true,
  deviceReset: true,
  vpciRefusesVfs: true,
};
/** libxl is built with its Xen. */
export const LIBXL_4_17: LibxlChoices = {
  gsiSource: 'sysfs-irq',
  permission: 'irq',
  setsGsiUp: false,
  revokeOnHvmDetach: false,
  countsSharers: false,
  unmapErrors: 'abort',
  failedAttach: 'leaves',
  claim: 'check-then-write',
  missingGsiOk: false,
  hvmPirq: true,
};
export const LIBXL_4_20: LibxlChoices = {
  ...LIBXL_4_17,
  gsiSource: 'privcmd-sbdf',
  permission: 'gsi',
  revokeOnHvmDetach: true,
  missingGsiOk: true,
  hvmPirq: false,
};
export const QEMU_7_2: QemuChoices = { gsiSource: 'sysfs-irq' };
export const QEMU_10: QemuChoices = { gsiSource: 'privcmd-sbdf' };
