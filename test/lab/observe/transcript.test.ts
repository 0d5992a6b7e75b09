import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseRecording, type RecordedStep } from '../../../checker/validate/recording.js';
import { recordingOf } from '../../../lab/observe/recording-of.js';
import { readTranscript } from '../../../lab/observe/transcript.js';
import { wholeLines } from '../../../lab/observe/whole-lines.js';
import { CONSOLE } from './console.js';

describe('transcripts', () => {
  const read = (text: string): { run: ReturnType<typeof readTranscript>; warnings: string[] } => {
    const warnings: string[] = [];
    return { run: readTranscript(text, 'console.log', 'pvh-420-612', (w) => warnings.push(w)), warnings };
  };

  it('become recordings that the schema accepts, every observation with its line', () => {
    const { run, warnings } = read(CONSOLE);
    const recording = parseRecording(recordingOf(run), 'here');
    expect(warnings).toEqual([]);
    expect(recording.steps[0]!.events.slice(0, 3)).toMatchObject([
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
    const last = recording.steps[1]!.after;
    expect(last).toContainEqual(expect.objectContaining({ what: 'right', domain: 1, gsi: 46, held: true }));
    expect(last).toContainEqual(expect.objectContaining({ what: 'owner', owner: 1 }));
    const claims = [sights, last].map((all) => all.flatMap((s) => (s.what === 'claim' ? [s.domain] : [])));
    expect(claims).toEqual([[null], [1]]);
    expect(last.flatMap((s) => (s.what === 'pin' ? [s.by] : []))).toEqual(['xen', 'chip']);
  });

  it('are compared with what QEMU takes dom0 for', () => {
    const said = (...types: string[]): string =>
      recordingOf(read([...types.map((t) => `hypervisor: xen guest_type=${t}`), CONSOLE].join('\n')).run)
        .design;
    expect(said('PVH')).toBe('pvh-6.12-4.20');
    expect(said('PVH', 'PV')).toBe('pvh-6.12-4.20+gsi-source=qemu-irq');
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

  it('wants an exit code of each of several threads, and knows none where Xen died', () => {
    const both = '@@OP 2 xl.attach 0000:00:06.0 dom1 & xl.detach 0000:00:06.0 dom1';
    const raced = CONSOLE.replace('@@OP 2 xl.attach 0000:00:06.0 dom1', both);
    const ends = (rc: string): unknown => recordingOf(read(raced.replace('@@RC 2 0', rc)).run).steps[1];
    expect(ends('@@RC 2 0 1')).toMatchObject({ failed: false, beside: [{ failed: true }] });
    expect(() => ends('@@RC 2 0')).toThrow(/cannot be read: @@RC 2 0/);
    expect(() => ends('@@RC 2 0 0 0')).toThrow(/cannot be read/);
    const died = ends('(XEN) Panic on CPU 0:') as RecordedStep;
    expect([died.failed, died.beside![0]!.failed]).toEqual([undefined, undefined]);
  });

  it('say that libxl keeps nothing of a device only where xenstore was asked', () => {
    const claims = (text: string): unknown =>
      recordingOf(read(text).run).steps[0]!.after.filter((s) => s.what === 'claim');
    const line = 'XS /libxl/pci/0000-00-06-0 = ""\n[  13.05] SD';
    expect(claims(CONSOLE.replace(line, 'XS /libxl/pci\n[  13.05] SD'))).toMatchObject([{ domain: null }]);
    expect(claims(CONSOLE.replace(line, 'SD'))).toEqual([]);
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
