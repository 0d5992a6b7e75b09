const KERNEL = 'inside dom0; shows in driver, enable count and the calls that follow';
const XENSTORE = 'a write to xenstore or a look at it';
const TOOL = 'inside the tool; shows in its calls';
const GUEST = 'inside the guest or its QEMU; nothing in Xen or dom0 sees it';
const HARDWARE = 'inside the hardware or Xen; shows in counts and in the state';
const RESET = 'a write to the configuration space of the device';

const PROPOSED = 'of a proposal that no released software has: no machine can have told of it';

/** Steps that nobody tells of, and why. They are taken where a run needs them. */
export const unlogged: Readonly<Record<string, string>> = {
  IOCTL_PRIVCMD_GSI_FROM_IRQ: PROPOSED,
  PHYSDEVOP_pci_device_gsi: PROPOSED,
  'QMP device_add': TOOL,
  'QMP device_del': TOOL,
  'QMP query-pci': TOOL,
  XEN_DMOP_bind_pci_gsi: PROPOSED,
  SIGKILL: TOOL,
  do_IRQ_guest: HARDWARE,
  __pci_reset_function_locked: RESET,
  acpi_pci_link_allocate_irq: KERNEL,
  'assert INTx': HARDWARE,
  bind_evtchn_to_irq: KERNEL,
  device_pci_destroy_done: TOOL,
  device_release_driver: KERNEL,
  device_unbind_cleanup: KERNEL,
  do_pci_enable_device: RESET,
  do_pci_remove: TOOL,
  driver_bound: KERNEL,
  enable_store: KERNEL,
  handle_irq: HARDWARE,
  irq_guest_eoi_timer_fn: HARDWARE,
  libxl__destroy_device_model: TOOL,
  libxl__destroy_domid: TOOL,
  libxl__device_pci_add_xenstore: XENSTORE,
  libxl__device_pci_destroy_all: TOOL,
  libxl__device_pci_remove_xenstore: XENSTORE,
  libxl_device_pci_list: XENSTORE,
  libxl_pci_assignable: TOOL,
  main_loop: GUEST,
  mapped_machine_irq: GUEST,
  pcibios_enable_device: PROPOSED,
  pci_alloc_irq_vectors: 'MSI: shows in the irq numbers that follow',
  pci_enable_device: KERNEL,
  pci_free_irq_vectors: 'MSI: shows in the irq numbers that follow',
  pci_info_xs_read: XENSTORE,
  pci_info_xs_remove: XENSTORE,
  pci_info_xs_write: XENSTORE,
  pci_remove_timeout: TOOL,
  pciback_dev_is_assigned: TOOL,
  pcistub_device_put: KERNEL,
  pcistub_init_device: KERNEL,
  pcistub_probe: KERNEL,
  really_probe: KERNEL,
  'sysfs gsi': PROPOSED,
  'sysfs irq': 'a file that is read',
  'sysfs reset': RESET,
  unmask_irq: PROPOSED,
  vioapic_write_redirent: 'a trap into Xen; shows in what Xen does about it',
  xen_host_pci_set_word: RESET,
  xen_irq_from_gsi: KERNEL,
  xen_pt_realize: GUEST,
  xen_pt_unregister_device: GUEST,
};
