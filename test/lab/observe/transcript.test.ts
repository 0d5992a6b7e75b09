import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseRecording } from '../../../checker/validate/recording.js';
import { recordingOf } from '../../../lab/observe/recording-of.js';
import { readTranscript } from '../../../lab/observe/transcript.js';
import { wholeLines } from '../../../lab/observe/whole-lines.js';

/** A console as it is: two IO-APICs, a device bound to pciback and given to a paused guest. */
const CONSOLE = `
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
[  13.04] FTR xl-389 [000] d..2. 12.5: acpi_register_gsi: (acpi_register_gsi+0x0/0x30) gsi=46 trig=0 pol=1
[  13.04] FTR xl-389 [000] d..2. 12.6: __irq_alloc_descs_r: (alloc+0x1 <- __irq_alloc_descs) ret=34
[  13.04] FTR xl-389 [000] d..2. 12.7: acpi_register_gsi_r: (a+0x1 <- acpi_register_gsi) ret=34
[  13.05] SD 0000:00:06.0 irq(XEN) d0: bind: m_gsi=9 g_gsi=9
[  13.05] =34 en=0 drv=pciback msi=
[  13.06] INT   9:          0   IO-APIC   9-fasteoi   acpi
[  13.07] (XEN)    IRQ:  46 vec:b8 IO-APIC-level   status=002 aff:{0}/{0} mapped, unbound
[  13.08] (XEN)       Apic 0x01, Pin 22: vec=b8 delivery=Fixed dest=P status=0 polarity=1 irr=0 trig=L mask=1 dest_id:00
[  14.00] pci 0000:00:06.0: PCI INT A -> Link[GSIG] -> GSI 46 (level, low) -> IRQ 34
[  15.00] @@LOOK final
[  15.01] (XEN) General information for domain 0:
[  15.02] (XEN)     Interrupts { 1-45, 47 }
[  15.03] (XEN) 0000:00:06.0 - DomIO:8005 - node -1
[  15.04] HMP|   pin 22 0x000000000001a0b8 dest=0 vec=184 active-lo level masked fixed  physical
`;

describe('transcripts', () => {
  const read = (text: string): { run: ReturnType<typeof readTranscript>; warnings: string[] } => {
    const warnings: string[] = [];
    return { run: readTranscript(text, 'console.log', 'pvh-420-612', (w) => warnings.push(w)), warnings };
  };

  it('become recordings that the schema accepts, every observation with its line', () => {
    const { run, warnings } = read(CONSOLE);
    const recording = parseRecording(recordingOf(run), 'here');
    expect(warnings).toEqual([]);
    expect(recording.steps[0]!.events).toMatchObject([
      { source: 'xen', call: 'PHYSDEVOP_pci_device_reset', ret: 0 },
      {
        source: 'xen',
        call: 'PHYSDEVOP_setup_gsi',
        says: { gsi: 46, trigger: 'level', polarity: 'low', 'pin trigger': 'level', 'pin polarity': 'low' },
        ret: 0,
      },
      {
        source: 'dom0',
        call: 'acpi_register_gsi',
        says: { gsi: 46, trigger: 'level', polarity: 'low', irq: 34, 'descriptor allocated': true },
        ret: 0,
      },
    ]);
    const sights = recording.steps[0]!.after;
    expect(sights).toContainEqual({
      what: 'device',
      sbdf: '0000:00:06.0',
      irq: 34,
      enable: 0,
      driver: 'pciback',
      raw: 'SD 0000:00:06.0 irq=34 en=0 drv=pciback msi=',
    });
    expect(sights).toContainEqual(
      expect.objectContaining({ what: 'xen-irq', gsi: 46, type: 'level', disabled: true, bound: [] }),
    );
    expect(sights).toContainEqual(
      expect.objectContaining({ what: 'right', domain: 0, gsi: 46, held: false }),
    );
    expect(sights).toContainEqual(expect.objectContaining({ what: 'owner', owner: 'dom_io' }));
    expect(sights.filter((s) => s.what === 'pin').map((s) => s.by)).toEqual(['xen', 'chip']);
  });

  it('puts a line together into which Xen broke', () => {
    expect(wholeLines('DEV 0000:0(XEN) d0: bind\n0:02.0 id=1\n').map((l) => l.line)).toEqual([
      '(XEN) d0: bind',
      'DEV 0000:00:02.0 id=1',
      '',
    ]);
  });

  it('says which line it cannot read, and knows nothing of what it would have said', () => {
    const { run, warnings } = read(CONSOLE.replace('irq(XEN) d0: bind: m_gsi=9 g_gsi=9', 'iq'));
    expect(warnings).toEqual([
      expect.stringMatching(/^console\.log:\d+: cannot be read: SD 0000:00:06\.0 iq$/),
    ]);
    expect(recordingOf(run).steps[0]!.after.some((s) => s.what === 'device')).toBe(false);
  });

  it('refuses a trace with a line that cannot be read', () => {
    expect(() => read(CONSOLE.replace('(cmd=32)', 'cmd=32'))).toThrow(
      /console\.log:\d+: cannot be read: XTR>/,
    );
    expect(() => read(CONSOLE.replace('@@RC 1 0', ''))).toThrow(/did not end/);
  });
});

const machines = process.env['PIRQCHECK_MACHINES'];
const logs = machines ? join(machines, '..', 'lab', 'logs') : '';

describe.skipIf(!existsSync(logs))('consoles of real machines (PIRQCHECK_MACHINES/../lab/logs)', () => {
  for (const file of existsSync(logs) ? readdirSync(logs) : [])
    it(file, () => {
      // They were made before there were markers: their last look at the machine is read as that of one operation.
      const text = readFileSync(join(logs, file), 'latin1');
      const warnings: string[] = [];
      const run = readTranscript(
        `@@OP 1 device.enable 0000:00:02.0\n@@RC 1 0\n${text.replace(/^@@ end.*$/m, '')}`,
        file,
        'pvh-420-612',
        (w) => warnings.push(w),
      );
      expect(warnings).toEqual([]);
      const { after } = run.steps[0]!;
      const promised = (line: RegExp): number =>
        new Set([...text.matchAll(new RegExp(line, 'gm'))].map((m) => m[1])).size;
      expect(promised(/\(XEN\) +IRQ: +(\d+)/)).toBeGreaterThan(15);
      expect(Object.keys(after.xen_irqs).length).toBe(promised(/\(XEN\) +IRQ: +(\d+)/));
      expect(Object.keys(after.devices).length).toBe(promised(/\] DEV (\S+)/));
      expect(Object.keys(after.hw_ioapic ?? {}).length).toBe(promised(/HMP\| +pin (\d+)/));
      expect(Object.keys(after.owners ?? {}).length).toBe(promised(/\(XEN\) (\S+) - \S+ - node/));
    });
});
