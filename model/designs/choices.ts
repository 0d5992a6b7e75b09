/**
 * What a design chooses. Every choice is made when the system is built (`given(...)` in the file of the mechanism) and never
 * tested at run time. Which choices belong together and what they mean in words: `dimensions.ts`.
 */
export interface Choices {
  readonly dom0: 'pv' | 'pvh';
  readonly linux: LinuxChoices;
  readonly xen: XenChoices;
  readonly qemu: QemuChoices;
  readonly libxl: LibxlChoices;
}

export interface LinuxChoices {
  /** pcistub_init_device looks the GSI up and calls PHYSDEVOP_setup_gsi on a PVH dom0 (Linux 6.12). */
  readonly pcibackSetupGsi: boolean;
  /** privcmd answers IOCTL_PRIVCMD_PCIDEV_GET_GSI (Linux 6.12). */
  readonly privcmdGetGsi: boolean;
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
  /** XEN_DOMCTL_gsi_permission exists (Xen 4.20; d6e9a2aab3). */
  readonly gsiPermission: boolean;
  /** PHYSDEVOP_pci_device_reset exists (Xen 4.20; 9a2d7b5bb6). */
  readonly deviceReset: boolean;
  /** vPCI refuses SR-IOV VFs of a PVH dom0, leaving a record without owner (4.20, lab finding 1). */
  readonly vpciRefusesVfs: boolean;
}

/** Where tools on a PVH dom0 take the number they map from; on a PV dom0 it is always sysfs `irq`. */
export type GsiSource = 'sysfs-irq' | 'privcmd-sbdf';

export interface QemuChoices {
  readonly gsiSource: GsiSource;
}

export interface LibxlChoices {
  readonly gsiSource: GsiSource;
  /** Which domctl grants the line on a PVH dom0: by the caller's pirq, or by GSI. */
  readonly permission: 'irq' | 'gsi';
  /** Detach from an HVM guest revokes rights and unmaps the interrupt (Xen 4.18; 39113a8a23). */
  readonly revokeOnHvmDetach: boolean;
  /** -ENOENT from the GSI look-up is not an error (4.20.3; d3ac8fdce2). */
  readonly missingGsiOk: boolean;
  /** HVM guests get USE_PIRQ by default (until Jan 2024; 024e7131be). */
  readonly hvmPirq: boolean;
}

export const LINUX_6_1: LinuxChoices = {
  pcibackSetupGsi: false,
  privcmdGetGsi: false,
  pcibackNotifyReset: false,
  missingGsiOk: false,
  gsiLookupLeaksKref: false,
};
export const LINUX_6_12: LinuxChoices = {
  pcibackSetupGsi: true,
  privcmdGetGsi: true,
  pcibackNotifyReset: true,
  missingGsiOk: false,
  gsiLookupLeaksKref: true,
};
export const XEN_4_17: XenChoices = {
  pvhMapPirq: false,
  pvhSetupGsi: false,
  gsiPermission: false,
  deviceReset: false,
  vpciRefusesVfs: false,
};
export const XEN_4_20: XenChoices = {
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
  revokeOnHvmDetach: false,
  missingGsiOk: false,
  hvmPirq: true,
};
export const LIBXL_4_20: LibxlChoices = {
  gsiSource: 'privcmd-sbdf',
  permission: 'gsi',
  revokeOnHvmDetach: true,
  missingGsiOk: true,
  hvmPirq: false,
};
export const QEMU_7_2: QemuChoices = { gsiSource: 'sysfs-irq' };
export const QEMU_10: QemuChoices = { gsiSource: 'privcmd-sbdf' };
