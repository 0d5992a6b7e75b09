/**
 * A console as it is, in short: two IO-APICs, a device that pciback takes and a paused guest gets, on Xen 4.20 with Linux
 * 6.12. Xen breaks into a line of dom0 once.
 */
export const CONSOLE = `
[   3.65] (XEN) Xen version 4.20.4-pre (Debian 4.20.4) (pkg)
[   3.65] (XEN) IOAPIC[0]: apic_id 0, version 32, address 0xfff80000, GSI 0-23
[   3.66] (XEN) IOAPIC[1]: apic_id 1, version 32, address 0xfec00000, GSI 24-47
[   5.24] [    0.000000] Linux version 6.12.107+deb13-amd64 (debian)
[  10.00] [    5.248268] IOAPIC[0]: apic_id 0, version 17, address 0xfff80000, GSI 0-23
[  12.00] @@LOOK boot
[  12.01] DEV 0000:00:06.0 id=0x1234:0x11e8 irq=11 pin=1 line=11 en=0 drv=none cmd=0103 msi=none
[  12.02] INT   9:          0   IO-APIC   9-fasteoi   acpi
[  12.03] (XEN)    IRQ:   9 vec:78 IO-APIC-level   status=010 aff:{0}/{0} in-flight=0 d0:  9(-M-)
[  13.00] @@OP 1 xl.assignable-add 0000:00:06.0
[  13.01] XTR> 0 hvm_physdev_op(cmd=32)
[  13.01] XTR> 1 do_physdev_op(cmd=32)
[  13.01] XTR< 1 do_physdev_op = 0
[  13.02] XTR> 2 hvm_physdev_op(cmd=21)
[  13.02] XTR> 3 do_physdev_op(cmd=21)
[  13.02] XTR> 4 mp_register_gsi(gsi=46 trig=1 pol=1)
[  13.02] XTR> 5 io_apic_set_pci_routing(ioapic=1 pin=22 irq=46 level=1 low=1)
[  13.02] XTR< 5 io_apic_set_pci_routing = 0
[  13.02] XTR< 3 do_physdev_op = 0
[  13.03] @@RC 1 0
[  13.04] FTR xl-389 [000] d..2. 12.51: acpi_register_gsi: (acpi_register_gsi+0x0/0x30) gsi=46 trig=0 pol=1
[  13.04] FTR xl-389 [000] d..2. 12.52: __irq_alloc_descs_r: (alloc+0x1 <- __irq_alloc_descs) ret=34
[  13.04] FTR xl-389 [000] d..2. 12.53: acpi_register_gsi_r: (a+0x1 <- acpi_register_gsi) ret=34
[  13.04] FTR xl-389 [000] d..2. 12.54: xen_reset_device_r: (a+0x1 <- xen_reset_device) ret=0
[  13.04] FTR xl-389 [000] d..2. 12.55: xen_acpi_get_gsi_info_r: (a+0x1 <- xen_acpi_get_gsi_info) ret=0
[  13.04] FTR xl-389 [000] d..2. 12.56: xen_pvh_setup_gsi: (xen_pvh_setup_gsi+0x0/0x30) gsi=46 trig=0 pol=1
[  13.04] FTR xl-389 [000] d..2. 12.57: xen_pvh_setup_gsi_r: (a+0x1 <- xen_pvh_setup_gsi) ret=0
[  13.04] FTR xl-389 [000] d..2. 12.58: acpi_unregister_gsi: (acpi_unregister_gsi+0x0/0x30) gsi=46
[  13.04] FTR xl-389 [000] d..2. 12.59: mp_unmap_irq: (mp_unmap_irq+0x0/0x30) irq=34
[  13.04] FTR xl-389 [000] d..2. 12.60: irq_free_descs: (irq_free_descs+0x0/0x30) from=34 cnt=1
[  13.04] FTR xl-389 [000] d..2. 12.61: pcistub_init_device_r: (a+0x1 <- pcistub_init_device) ret=0
[  13.04] FTR xl-389 [000] d..2. 12.62: privcmd: (privcmd_ioctl+0x0/0x30) cmd=0x305000 op=36 a0=139 p0=0 p1=0 p2=0 p3=0 d0=37 d2=32753 d4=0 d5=1 d6=0x30
[  13.04] FTR xl-389 [000] d..2. 12.63: privcmd_r: (a+0x1 <- privcmd_ioctl) ret=0
[  13.05] XS /libxl/pci/0000-00-06-0 = ""
[  13.05] SD 0000:00:06.0 irq(XEN) d0: bind: m_gsi=9 g_gsi=9
[  13.05] =34 en=0 drv=pciback msi=
[  13.06] INT   9:          0   IO-APIC   9-fasteoi   acpi
[  13.07] (XEN)    IRQ:  46 vec:b8 IO-APIC-level   status=002 aff:{0}/{0} mapped, unbound
[  13.08] (XEN)       Apic 0x01, Pin 22: vec=b8 delivery=Fixed dest=P status=0 polarity=1 irr=0 trig=L mask=1 dest_id:00
[  14.00] pci 0000:00:06.0: PCI INT A -> Link[GSIG] -> GSI 46 (level, low) -> IRQ 34
[  15.00] @@OP 2 xl.attach 0000:00:06.0 dom1
[  15.01] XTR> 6 hvm_physdev_op(cmd=13)
[  15.01] XTR> 7 do_physdev_op(cmd=13)
[  15.01] XTR> 8 physdev_map_pirq(d1 type=1 index=46 pirq=-1)
[  15.01] XTR> 9 allocate_and_map_gsi_pirq(d1 index=46 pirq=-1)
[  15.01] XTR< 9 allocate_and_map_gsi_pirq = 0 pirq=16
[  15.01] XTR< 7 do_physdev_op = 0
[  15.02] XTR> 10 arch_do_domctl(cmd=38 dom=1 body=100000000000000000030000000000000000000000000000)
[  15.02] (XEN) d1: bind: m_gsi=16 g_gsi=28 dev=00.00.3 intx=0
[  15.02] XTR< 10 arch_do_domctl = 0
[  15.03] XTR> 11 hvm_physdev_op(cmd=13)
[  15.03] XTR> 12 do_physdev_op(cmd=13)
[  15.03] XTR> 13 physdev_map_pirq(d1 type=1 index=46 pirq=-1)
[  15.03] XTR> 14 allocate_and_map_gsi_pirq(d1 index=46 pirq=-1)
[  15.03] XTR< 14 allocate_and_map_gsi_pirq = 0 pirq=16
[  15.03] XTR< 12 do_physdev_op = 0
[  15.04] XTR> 15 arch_do_domctl(cmd=88 dom=1 body=2e0000000100000000000000000000000000000000000000)
[  15.04] XTR< 15 arch_do_domctl = 0
[  15.05] @@RC 2 0
[  15.06] FTR xl-390 [000] d..2. 14.51: privcmd: (privcmd_ioctl+0x0/0x30) cmd=0x305000 op=36 a0=139 p0=0 p1=0 p2=0 p3=0 d0=45 d2=1 d4=0 d5=0 d6=0x30
[  15.06] FTR xl-390 [000] d..2. 14.52: privcmd_r: (a+0x1 <- privcmd_ioctl) ret=0
[  15.06] FTR xen-qemu-system-391 [000] d..2. 14.53: pcistub_get_gsi_from_sbdf_r: (a+0x1 <- b) ret=46
[  15.06] FTR xen-qemu-system-391 [000] d..2. 14.54: privcmd: (privcmd_ioctl+0x0/0x30) cmd=0x305000 op=33 a0=13 p0=1 p1=1 p2=46 p3=-1 d0=0 d2=0 d4=0 d5=0 d6=0x0
[  15.06] FTR xen-qemu-system-391 [000] d..2. 14.55: privcmd_r: (a+0x1 <- privcmd_ioctl) ret=0
[  15.06] FTR xen-qemu-system-391 [000] d..2. 14.56: privcmd: (privcmd_ioctl+0x0/0x30) cmd=0x305000 op=36 a0=140 p0=0 p1=0 p2=0 p3=0 d0=38 d2=1 d4=16 d5=0 d6=0x300
[  15.06] FTR xen-qemu-system-391 [000] d..2. 14.57: privcmd_r: (a+0x1 <- privcmd_ioctl) ret=0
[  15.06] FTR xl-390 [000] d..2. 14.58: pcistub_get_gsi_from_sbdf_r: (a+0x1 <- b) ret=46
[  15.06] FTR xl-390 [000] d..2. 14.59: privcmd: (privcmd_ioctl+0x0/0x30) cmd=0x305000 op=33 a0=13 p0=1 p1=1 p2=46 p3=-1 d0=0 d2=0 d4=0 d5=0 d6=0x0
[  15.06] FTR xl-390 [000] d..2. 14.60: privcmd_r: (a+0x1 <- privcmd_ioctl) ret=0
[  15.06] FTR xl-390 [000] d..2. 14.61: privcmd: (privcmd_ioctl+0x0/0x30) cmd=0x305000 op=36 a0=139 p0=0 p1=0 p2=0 p3=0 d0=88 d2=1 d4=46 d5=1 d6=0x0
[  15.06] FTR xl-390 [000] d..2. 14.62: privcmd_r: (a+0x1 <- privcmd_ioctl) ret=0
[  15.06] FTR xl-390 [000] d..2. 14.63: privcmd: (privcmd_ioctl+0x0/0x30) cmd=0x305000 op=36 a0=139 p0=0 p1=0 p2=0 p3=0 d0=37 d2=1 d4=0 d5=0 d6=0x30
[  15.06] FTR xl-390 [000] d..2. 14.64: privcmd_r: (a+0x1 <- privcmd_ioctl) ret=0
[  15.07] XS /libxl/pci/0000-00-06-0 = ""
[  15.07] XS /libxl/pci/0000-00-06-0/domid = "1"
[  15.07] SD 0000:00:06.0 irq=34 en=0 drv=pciback msi=
[  15.08] (XEN)    IRQ:  46 vec:b8 IO-APIC-level   status=010 aff:{0}/{0} in-flight=0 d1: 16(-M-)
[  15.09] (XEN)       Apic 0x01, Pin 22: vec=b8 delivery=Fixed dest=P status=0 polarity=1 irr=0 trig=L mask=0 dest_id:00
[  15.10] @@LOOK final
[  15.11] (XEN) General information for domain 0:
[  15.12] (XEN)     Interrupts { 1-47 }
[  15.13] (XEN) General information for domain 1:
[  15.14] (XEN)     Interrupts { 46 }
[  15.15] (XEN) 0000:00:06.0 - d1 - node -1
[  15.16] HMP|   pin 22 0x000000000000a0b8 dest=0 vec=184 active-lo level        fixed  physical
`;
