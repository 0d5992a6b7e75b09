#!/bin/sh
# dom0's first program. Prepares dom0, runs /scenario, and says on the console what happened; lab/run/transcript.ts reads it.
export PATH=/bin:/xen/bin:/usr/bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts /dev/shm /sys/kernel/debug
mount -t debugfs debug /sys/kernel/debug
mount -t tracefs trace /sys/kernel/tracing
exec </dev/console >/dev/console 2>&1
echo 4 >/proc/sys/kernel/printk
stty -echo 2>/dev/null
BUS=/sys/bus/pci

# A mark the lab acts upon, then waits until the lab says it has.
ask() { echo "@@$*"; read -r _; }

device_lines() {
  for d in $BUS/devices/*; do
    read -r vendor <$d/vendor; read -r id <$d/device; read -r irq <$d/irq; read -r enable <$d/enable
    set -- $(od -An -tu1 -j60 -N2 $d/config)
    command=$(od -An -tx2 -j4 -N2 $d/config)
    driver=none; [ -e $d/driver ] && { driver=$(readlink $d/driver); driver=${driver##*/}; }
    msi=none; [ -d $d/msi_irqs ] && msi=$(echo $(ls $d/msi_irqs) | tr ' ' ',')
    physfn=; [ ! -e $d/physfn ] || { physfn=$(readlink $d/physfn); physfn=" physfn=${physfn##*/}"; }
    echo "DEV ${d##*/} id=$vendor:$id irq=$irq pin=$2 line=$1 en=$enable drv=$driver cmd=${command# } msi=$msi$physfn"
  done
}
# The same without starting a program per device: dom0 runs on an emulated processor.
short_device_lines() {
  for d in $BUS/devices/*; do
    read -r irq <$d/irq; read -r enable <$d/enable
    driver=none; [ -e $d/driver ] && { driver=$(readlink $d/driver); driver=${driver##*/}; }
    msi=; [ -d $d/msi_irqs ] && for i in $d/msi_irqs/*; do msi=$msi,${i##*/}; done
    echo "SD ${d##*/} irq=$irq en=$enable drv=$driver msi=${msi#,}"
  done
}
interrupt_lines() { grep -E 'IO-APIC|xen-pirq|MSI' /proc/interrupts | sed 's/^/INT /'; }
seen=0
kernel_lines() {
  dmesg | tail -n +$((seen + 1)) | grep -iE 'PCI INT|IOAPIC|pciback|setup|gsi' | sed 's/^/DMESG /'
  seen=$(dmesg | wc -l)
}
TRACE=/sys/kernel/tracing
trace_lines() { grep -v '^#' $TRACE/trace | sed 's/^/FTR /'; echo >$TRACE/trace; }
# A kprobe: not every kernel has every function.
probe() { echo "$1" >>$TRACE/kprobe_events 2>/dev/null; }
probe_kernel() {
  probe 'p:acpi_register_gsi acpi_register_gsi gsi=%si:u32 trig=%dx:s32 pol=%cx:s32'
  probe 'r:acpi_register_gsi_r acpi_register_gsi ret=$retval:s32'
  probe 'p:acpi_unregister_gsi acpi_unregister_gsi gsi=%di:u32'
  probe 'p:mp_map_gsi_to_irq mp_map_gsi_to_irq gsi=%di:u32 flags=%si:u32'
  probe 'r:mp_map_gsi_to_irq_r mp_map_gsi_to_irq ret=$retval:s32'
  probe 'p:mp_unmap_irq mp_unmap_irq irq=%di:s32'
  probe 'r:acpi_pci_irq_enable_r acpi_pci_irq_enable ret=$retval:s32'
  probe 'p:xen_pvh_setup_gsi xen_pvh_setup_gsi gsi=%di:s32 trig=%si:s32 pol=%dx:s32'
  probe 'r:xen_pvh_setup_gsi_r xen_pvh_setup_gsi ret=$retval:s32'
  probe 'r:xen_acpi_get_gsi_info_r xen_acpi_get_gsi_info ret=$retval:s32'
  probe 'p:request_threaded_irq request_threaded_irq irq=%di:u32 flags=%cx:x32 name=+0(%r8):string'
  probe 'r:request_threaded_irq_r request_threaded_irq ret=$retval:s32'
  probe 'p:free_irq free_irq irq=%di:u32'
  probe 'r:xen_reset_device_r xen_reset_device ret=$retval:s32'
  probe 'p:xen_bind_pirq_gsi_to_irq xen_bind_pirq_gsi_to_irq gsi=%di:u32 pirq=%si:u32 share=%dx:s32'
  probe 'r:xen_bind_pirq_gsi_to_irq_r xen_bind_pirq_gsi_to_irq ret=$retval:s32'
  probe 'p:irq_free_descs irq_free_descs from=%di:u32 cnt=%si:u32'
  probe 'r:__irq_alloc_descs_r __irq_alloc_descs ret=$retval:s32'
  # Hypercalls of the toolstack and the device model: their number, first argument, and the beginning of what it points at.
  physdev='p0=+u0(+u16(%dx)):s32 p1=+u4(+u16(%dx)):s32 p2=+u8(+u16(%dx)):s32 p3=+u12(+u16(%dx)):s32'
  domctl='d0=+u0(+u8(%dx)):u32 d2=+u8(+u8(%dx)):u16 d4=+u16(+u8(%dx)):s32 d5=+u20(+u8(%dx)):s32 d6=+u24(+u8(%dx)):x32'
  probe "p:privcmd privcmd_ioctl cmd=%si:x32 op=+u0(%dx):u64 a0=+u8(%dx):s64 $physdev $domctl"
  probe 'r:privcmd_r privcmd_ioctl ret=$retval:s64'
  echo 1 >$TRACE/events/kprobes/enable
}
probe_pciback() {
  probe 'r:pcistub_init_device_r pcistub_init_device ret=$retval:s32'
  probe 'p:pcistub_device_release pcistub_device_release'
  probe 'r:pcistub_get_gsi_from_sbdf_r pcistub_get_gsi_from_sbdf ret=$retval:s32'
  probe 'p:xen_pcibk_reset_device xen_pcibk_reset_device'
  echo 1 >$TRACE/events/kprobes/enable
}

load() { [ -d /sys/module/$(echo $1 | tr - _) ] || [ ! -f /mod/$1.ko ] || insmod /mod/$1.ko; }
load_pciback() { [ -d /sys/module/xen_pciback ] || { insmod /mod/xen-pciback.ko "$@" && probe_pciback; }; }

# --- the operations of the script language; the first argument is a device
device_enable() { echo 1 >$BUS/devices/$1/enable; }
device_disable() { echo 0 >$BUS/devices/$1/enable; }
bind_to() {
  echo $2 >$BUS/devices/$1/driver_override && echo $1 >$BUS/drivers/$2/bind || { rc=$?; echo >$BUS/devices/$1/driver_override; return $rc; }
}
# With a driver already bound there is nothing to do for driver.bind.
driver_bind() { load uio; load uio_pci_generic; bind_to $1 uio_pci_generic; }
driver_bind_msi() { for m in usb-common usbcore xhci-hcd xhci-pci; do load $m; done; bind_to $1 xhci_hcd; }
driver_unbind() {
  driver=$(readlink $BUS/devices/$1/driver) || return 1
  echo $1 >$BUS/drivers/${driver##*/}/unbind; rc=$?
  echo >$BUS/devices/$1/driver_override
  return $rc
}
pciback_hide() {
  devices=; for d in "$@"; do devices="$devices($d)"; done
  echo 1 >$BUS/drivers_autoprobe
  load_pciback hide=$devices; rc=$?
  echo 0 >$BUS/drivers_autoprobe
  return $rc
}
pciback_bind() {
  load_pciback
  echo pciback >$BUS/devices/$1/driver_override
  echo $1 >$BUS/drivers/pciback/new_slot
  echo $1 >$BUS/drivers/pciback/bind
}
pciback_unbind() {
  echo $1 >$BUS/drivers/pciback/unbind; rc=$?
  echo $1 >$BUS/drivers/pciback/remove_slot 2>/dev/null
  echo >$BUS/devices/$1/driver_override
  return $rc
}
# uio_pci_generic disables INTx (bit 10 of the command register) and leaves the rest to a program: this is that program, which
# makes the device let go of its line.
serve() {
  driver=$(readlink $BUS/devices/$1/driver); [ "${driver##*/}" = uio_pci_generic ] || return 0
  ask " SERVE $1 $bar"
  high=$(od -An -tu1 -j5 -N1 $BUS/devices/$1/config)
  printf "\\$(printf %o $((high & ~4)))" | dd of=$BUS/devices/$1/config bs=1 seek=5 conv=notrunc 2>/dev/null
}
# The machine writes the register of its edu device: what dom0 may reach plays no part.
device_assert() {
  read -r bar _ <$BUS/devices/$1/resource
  serve $1; ask " ASSERT $1 $bar"; sleep 1; serve $1
}

# One VF of each PF.
virtual_functions() {
  for d in $BUS/devices/*; do
    [ ! -e $d/sriov_totalvfs ] || { load pci-pf-stub; bind_to ${d##*/} pci-pf-stub && echo 1 >$d/sriov_numvfs; }
  done
}

hypervisor_line() { echo "hypervisor: $(cat /sys/hypervisor/type) guest_type=$(cat /sys/hypervisor/guest_type)"; }
# QEMU 10 learns from this file whether irq == GSI (xen_pt_need_gsi, hw/xen/xen_pt.c); xl and its libraries do not read it.
pretend_pv() { echo PV >/tmp/guest_type; mount --bind /tmp/guest_type /sys/hypervisor/guest_type; hypervisor_line; }

toolstack() {
  for m in xen-evtchn xen-gntdev; do load $m; done
  mount -t tmpfs shm /dev/shm
  mount -t devpts devpts /dev/pts
  mkdir -p /run/xen /run/xenstored /run/lock
  xenstored --pid-file /run/xenstored.pid; sleep 1
  xen-init-dom0 >/dev/null
  xenconsoled --pid-file=/run/xenconsoled.pid
}
xl_first=/tmp/xl
xl_output=$xl_first
xl_run() {
  xl -vvv "$@" >$xl_output 2>&1 & echo $! >$xl_output.pid
  wait $!; rc=$?
  grep -E 'libxl: (err|warn)|xc: (err|pan)|[Ff]ail|timed out|rror' $xl_output | grep -v 'reset from sysfs' | tail -25 | sed 's/^/XLERR /'
  return $rc
}
create() {
  cp /guest.img /guest-$1.img
  cat >/$1.cfg <<CFG
name="$1"
type="hvm"
memory=64
vcpus=1
vga="none"
vnc=0
sdl=0
nographic=1
serial="null"
boot="a"
passthrough="enabled"
on_crash="destroy"
device_model_args=["-drive","file=/guest-$1.img,format=raw,if=floppy"]
CFG
  xl_run create -p /$1.cfg
}

# The xl of the first of several threads.
toolstack_crash() { kill -9 $(cat $xl_first.pid); sleep 1; }
qemu_kill() {
  set -- $(xenstore-ls /local/domain/$(xl domid $1)/image | grep device-model-pid | tr -d '"')
  kill -9 $3; sleep 1
}

# What libxl remembers of each assignable device: whose it is, which driver it had.
libxl_lines() { [ ! -e /run/xenstored.pid ] || { echo "XS /libxl/pci"; xenstore-ls -f /libxl/pci 2>/dev/null | sed 's/^/XS /'; }; }
state() { libxl_lines; short_device_lines; interrupt_lines; kernel_lines; ask KEYS ${1:-i}; }
# XEN_DOMCTL_bind_pt_irq by QEMU, and XEN_DOMCTL_pausedomain by an xl that destroys a guest whose devices are gone.
BINDS=' xen-qemu-.* privcmd: .* op=36 .* d0=38 '
PAUSES=' xl-.* privcmd: .* op=36 .* d0=3 '
wait_for() { until grep -qE "$1" $2; do sleep 0.1; done; }
# Whether or not there is still somebody to read it.
release() { cat /tmp/contents 1<>/tmp/pipe; }
# Each argument is what a thread does; `codes` becomes their exit codes. After `held UNTIL DEVICE` the first one's xl stands still
# where it reads the device's resource file, which QEMU has read before: the file is a pipe meanwhile.
at_once() {
  hold=; [ "$1" = held ] && {
    hold=$2; file=$BUS/devices/$3/resource; shift 3
    cat $file >/tmp/contents; mkfifo /tmp/pipe; mount --bind /tmp/pipe $file
  }
  threads=
  for commands; do
    (xl_output=$xl_output$(echo $threads | tr -d " "); failed=0; eval "$commands"; exit $failed) & threads="$threads $!"
    [ -z "$hold" ] || [ ! -p $file ] || {
      cat /tmp/contents >/tmp/pipe
      wait_for "$BINDS" $TRACE/trace
      wait_for 'wait_for_partner|fifo_open' /proc/$(cat $xl_first.pid)/wchan
      umount -l $file
    }
  done
  [ "$hold" != guest-paused ] || { wait_for "$PAUSES" $TRACE/trace; release; }
  set -- $threads; first=$1; shift
  for thread; do wait $thread; codes="$codes $?"; done
  [ "$hold" != others-end ] || release
  wait $first; codes="$?$codes"
}
number=0
# operation "line of the script" function arguments...
operation() {
  number=$((number + 1)); line=$1; shift
  echo "@@OP $number $line"
  echo >$TRACE/trace
  codes=
  "$@" 2>/tmp/stderr; rc=$?
  sed 's/^/STDERR /' /tmp/stderr
  trace_lines
  echo "@@RC $number ${codes:-$rc}"
  state
}
look() { echo "@@LOOK $1"; device_lines; interrupt_lines; kernel_lines; ask KEYS izMqQ; ask "HMP info pic"; }

# Enabling a device makes the kernel say where its line goes. Bridges have been enabled since boot.
routes() {
  echo "=== ROUTES"
  for d in $BUS/devices/*; do [ -e $d/driver ] || { echo 0 >$d/enable; echo 1 >$d/enable; }; done 2>/dev/null
  kernel_lines
}

echo "=== INIT $(uname -r)"
hypervisor_line
echo 'file drivers/acpi/pci_irq.c +p' >/proc/dynamic_debug/control
echo 'file arch/x86/kernel/apic/io_apic.c +p' >/proc/dynamic_debug/control
echo 0 >$BUS/drivers_autoprobe
. /scenario
echo "@@DONE"
sleep 1000000
