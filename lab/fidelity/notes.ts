/** What a run of a real machine corrected in the model, and where that now stands. */
export interface Correction {
  readonly was: string;
  readonly is: string;
  readonly seenIn: string;
  /** File of the model. */
  readonly file: string;
}

export const corrections: readonly Correction[] = [
  {
    was: 'a function that vPCI refuses is an ordinary device of dom0',
    is: 'its record has no owner, and PHYSDEVOP_pci_device_reset of it crashes Xen 4.20',
    seenIn: 'a VF bound to pciback, Xen 4.20, PVH dom0',
    file: 'model/linux/pcistub-init.ts',
  },
  {
    was: 'mapping a pirq asks for the permission first',
    is: "the table is asked first: dom0's own GSI answers -EEXIST after dom0 unmapped it, and -EPERM only for a guest",
    seenIn: 'dom0 unmapping its own bound GSI',
    file: 'model/xen/pirq.ts',
  },
  {
    was: 'XEN_DOMCTL_gsi_permission fails for a guest whose pirq is force-unbound',
    is: 'it returns 0',
    seenIn: 'two devices on one GSI, one detached',
    file: 'model/xen/irq-permission.ts',
  },
  {
    was: 'a PV dom0 maps a GSI at each enable',
    is: 'map, bind, set up at the first; later enables of a known GSI only set up, and get -EEXIST',
    seenIn: 'pv-420-612-domA, operations 1 and 2',
    file: 'model/linux/acpi-register-gsi.ts',
  },
  {
    was: 'all pins are masked when dom0 starts',
    is: 'setup_IO_APIC_irqs leaves edge triggered ISA pins open',
    seenIn: 'pvh-420-612-flatB-1io at boot',
    file: 'model/initial.ts',
  },
  {
    was: 'ISA pins of a PV dom0 have no pirq before a device is enabled',
    is: 'dom0 maps 1 to 15 at boot without setting the pins up',
    seenIn: 'pv-420-612-flatC-1io at boot',
    file: 'model/initial.ts',
  },
  {
    was: 'a second xl destroy of a guest makes a hypercall that answers -EINVAL',
    is: 'xl finds no domain of that name and makes none',
    seenIn: 'pvh-417-61-domB, operations 7 and 11',
    file: 'model/toolstack/libxl-destroy.ts',
  },
  {
    was: 'every Linux 6.12 leaks the reference of a GSI look-up',
    is: '6.12.107 does; 6.12.117 puts it back',
    seenIn: 'pvh-6.12-4.20-2-back-to-dom0 (Linux 6.12.117)',
    file: 'lab/observe/machine.ts',
  },
  {
    was: 'dom0 is told by "mapped, unbound" in Xen\'s key i that it has a pirq',
    is: 'a handler is installed and nobody is bound; it says nothing about a pirq',
    seenIn: 'every run after PHYSDEVOP_setup_gsi',
    file: 'lab/observe/sights.ts',
  },
];

/** Open defects of released software that no run here shows, and what that would take. */
export const unseen: readonly (readonly [what: string, why: string])[] = [
  [
    'I3: an entry is rewritten while it is unmasked (`edge/unmask-race`)',
    'out of reach: a few instructions inside one trap of Xen, on a line that the firmware describes as edge triggered',
  ],
  [
    'I4, L1: QEMU lets go of a device just after libxl has given up (`T1/detach-late`)',
    'out of reach: the guest would have to eject the device within a moment of the tenth second',
  ],
  [
    'I4, I6, L1 of two attaches on a PV dom0',
    'tried three times: there the second xl was refused before QEMU was asked; only I18 was seen',
  ],
  [
    'I7, I8, I11: dom0 unmaps its own pirq (`T1/dom0-unmaps`), but with a PVH dom0, Linux 6.12 and Xen 4.20',
    'not repeated here: no packaged program makes the hypercall; the first runs brought one of their own',
  ],
  [
    'I8, L6: a driver enables its device and leaves the irq disabled (`T4/masked-neighbour`)',
    'out of reach: no packaged driver does that to a device of the lab',
  ],
  [
    'L2: of two devices of a guest on one line one is detached, the other raises its interrupt (`T3/detach-sibling-assert`)',
    'out of reach: that its pin is masked and its interrupt counts 0 was seen (`pvh-6.12-4.20-2-sibling-detached`), but no guest of the lab has a driver that would wait for it',
  ],
  [
    'what systems drawn at random violate (`random`)',
    "out of reach: their lines and slots are not q35's; what they find alone, GSIs above 255, are the runs `far`",
  ],
  [
    '`rfc-base` and everything that was proposed only',
    'out of reach: never released. What becomes of an irq that is taken for a GSI shows in run `pvh-6.12-4.20-2-irq-as-gsi`, where the packaged QEMU is told that dom0 is PV (`gsi-source=qemu-irq`)',
  ],
];

/** What no recording can tell, and why. */
export const unobservable: readonly (readonly [what: string, why: string])[] = [
  [
    'the guest GSI of a guest',
    "Xen logs it, and it follows from the slot QEMU chose, which the model does not have; dom0's own is compared",
  ],
  [
    'whether a wrong polarity keeps an interrupt from arriving',
    "QEMU's IO-APIC ignores polarity when it delivers",
  ],
  ['how often an interrupt was delivered, beyond once', 'it depends on timing; none or some does not'],
  [
    'pins and delivery of GSI 0-23 where there are two IO-APICs',
    'the first chip of those machines is a read-only page; one IO-APIC covers those GSIs',
  ],
  ['MSI', 'the model knows it only as a user of irq numbers, which are compared'],
  [
    'irq numbers that event channels take while a run goes on',
    'they show in the numbers that devices get afterwards, which are compared',
  ],
  [
    'PHYSDEVOP_pci_device_reset by xenwatch after a detach',
    'it runs when xl has gone, and does nothing for a device of dom_io; not modelled',
  ],
  [
    "PHYSDEVOP_pci_device_reset of a guest's device that is unbound from pciback",
    'pcistub_put_pci_dev issues it before the release that issues another; it does nothing for a guest without vPCI, and is not modelled',
  ],
  [
    'every order of what happens at once',
    'several commands are run at once, and the model has a run for the order that came; another order may come next time',
  ],
  ['what a guest does with its interrupt', 'no guest of the lab has a driver for the device'],
  ['interrupts while a procedure is in flight', 'the machine is looked at when it is quiet'],
];
