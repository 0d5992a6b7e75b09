import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { x86 } from '../../cli/x86.js';
import { folderWith, pirqcheck } from './run.js';

const good = x86.topologies[0]!;
const dtb = readFileSync(join(import.meta.dirname, '../fixtures/qemu-virt/its-smmuv3.dtb'));
/** Another phandle for the SMMU: that of `iommu-map` is now nobody's. */
function withoutTarget(blob: Buffer): Buffer {
  const changed = Buffer.from(blob);
  changed.writeUInt32BE(0x9999, changed.indexOf(Buffer.from('00008004', 'hex')));
  return changed;
}

const files = {
  'broken.json': '{ "format": ',
  'good.json': good,
  'wrong.json': { ...good, ioapics: [{ id: 0, gsiBase: 0, pins: 0 }] },
  'newer.json': { ...good, format: 'pirqcheck-topology/2' },
  'scenario.json': { name: 'x', threads: { a: ['xl.attach 00:02.0 dom1'] } },
  'extra.json': { name: 'x', threads: { a: ['driver.bind 00:02.0'] }, colour: 'red' },
  'unknown-op.json': { name: 'x', threads: { a: ['xl.fly 00:02.0'] } },
  'unknown-dev.json': { name: 'x', threads: { a: ['xl.attach 07:02.0 dom1'] } },
  'unknown-dom.json': { name: 'x', threads: { a: ['xl.assignable-add 00:02.0', 'xl.attach 00:02.0 dom7'] } },
  'given.json': { name: 'x', given: ['pciback.bind 07:02.0'], threads: { a: ['evtchn.bind'] } },
  'unserved.json': { ...good, prt: [{ bus: '0000:00', entries: [{ device: 2, pin: 'A', gsi: 99 }] }] },
  'few-args.json': { name: 'x', threads: { a: ['xl.attach 00:02.0'] } },
  'many-args.json': { name: 'x', threads: { a: ['evtchn.bind 00:02.0'] } },
  'no-threads.json': { name: 'x', threads: {} },
  'paused.json': { name: 'x', threads: { a: ['evtchn.bind'] }, paused: ['dom9'] },
  'cut.dtb': dtb.subarray(0, 1000),
  'source.dtb': '/dts-v1/;',
  'lost.dtb': withoutTarget(dtb),
  'endless.json': { name: 'x', given: ['xl.attach 00:02.0 dom1'], threads: { given: ['evtchn.bind'] } },
};
const on = (scenario: string): string[] => ['check', '--topology', 'good.json', '--scenario', scenario];

const bad: readonly (readonly [args: readonly string[], says: RegExp])[] = [
  [[], /Usage|check/],
  [['chekc'], /chekc.*check/],
  [['check', '--colour'], /--colour/],
  [['check', 'T1'], /too many arguments/i],
  [['check', '--brief', '--json'], /--brief.*--json/],
  [['check', '--design', 'rfc-bse'], /rfc-bse.*did you mean rfc-base\?/],
  [['check', '--property', 'I99'], /I99.*did you mean I9\?/],
  [['check', '--scenario', 'T2/irq-as-gis'], /did you mean T2\/irq-as-gsi\?/],
  [['check', '--topology', 'qemu-q35'], /did you mean qemu-q35-pxb\?/],
  [['check', '--max-states', '-1'], /--max-states/],
  [['check', '--max-states', '1e3'], /--max-states/],
  [['check', '--runs', 'many'], /--runs/],
  [['check', '--runs', '3', '--topology', 'T1'], /--runs: .*random/],
  [['check', '--seed', 'x', '--scenario', 'T1/ghost'], /--seed: .*random/],
  [['check', '--device', '0000:00:02.0'], /--device: .*--topology/],
  [['check', '--topology', 'good.json', '--device', '0000:07:02.0'], /07:02\.0 is not a device of T1/],
  [['check', '--scenario', 'scenario.json'], /scenario\.json: .*--topology/],
  [['check', '--topology', 'missing.json'], /missing\.json: cannot be read \(ENOENT\)/],
  [['check', '--topology', 'broken.json'], /broken\.json: is not JSON/],
  [['check', '--topology', 'wrong.json'], /wrong\.json\.ioapics\[0\]\.pins/],
  [['check', '--topology', 'newer.json'], /newer\.json\.format/],
  [on('broken.json'), /broken\.json: is not JSON/],
  [on('extra.json'), /extra\.json: .*colour/],
  [on('unknown-op.json'), /unknown-op\.json, thread a, line 1: unknown operation "xl\.fly"/],
  [on('unknown-dev.json'), /unknown-dev\.json, thread a, line 1: 0000:07:02\.0 is not a device of T1/],
  [on('few-args.json'), /few-args\.json, thread a, line 1: .*takes 2 argument/],
  [on('many-args.json'), /many-args\.json, thread a, line 1: "evtchn\.bind" takes no arguments\n/],
  [on('unknown-dom.json'), /unknown-dom\.json, thread a, line 2: "dom7" is no guest domain: dom1 to dom5/],
  [on('given.json'), /given\.json, thread given, line 1: 0000:07:02\.0 is not a device of T1/],
  [['check', '--topology', 'unserved.json'], /unserved\.json.*GSI 99 is served by no IO-APIC/],
  [on('no-threads.json'), /no-threads\.json: .*at least one thread/],
  [on('paused.json'), /paused\.json\.paused\[0\]: not a guest/],
  [on('endless.json'), /endless\.json: "given" is not a thread name/],
  [['list'], /what/],
  [['list', 'frobs'], /list: there are no "frobs" to list, but designs, properties/],
  [['check', '--seed', ''], /--seed: must be a line of text/],
  [['check', '--design', 'zebra'], /no design "zebra" \(pirqcheck list designs\)/],
  [['replay'], /token/],
  [['replay', 'hello'], /token: not a pirqcheck token/],
  [['replay', 'pq1.AAAA'], /token: damaged or cut off/],
  [['import'], /--acpi.*--dtb/],
  [['import', '--acpi', '.', '--dtb', 'cut.dtb'], /one of --acpi.*--dtb/],
  [['import', '--dtb', 'cut.dtb', '--pins', '1=24'], /--pins: .*no IO-APICs/],
  [['import', '--dtb', 'missing.dtb', '-o', 'out.json'], /missing\.dtb: cannot be read \(ENOENT\)/],
  [['import', '--dtb', '.', '-o', 'out.json'], /cannot be read \(EISDIR\)/],
  [['import', '--dtb', 'good.json', '-o', 'out.json'], /good\.json: not a device tree blob/],
  [['import', '--dtb', 'cut.dtb', '-o', 'out.json'], /cut\.dtb: truncated: its header says \d+ bytes/],
  [['import', '--dtb', 'source.dtb', '-o', 'out.json'], /compile it with dtc/],
  [['import', '--dtb', 'lost.dtb', '-o', 'out.json'], /lost\.dtb: \/pcie@10000000 iommu-map: .*0x8004/],
  [['import', '--acpi', 'nowhere', '-o', 'out.json'], /nowhere: not a readable folder/],
  [['import', '--acpi', '.', '-o', 'out.json'], /no DSDT here/],
  [['import', '--acpi', '.', '--pins', '1:32'], /--pins/],
  [['import', '--acpi', '.', '--functions', 'good.json'], /good\.json:1: not a line like/],
];

describe('bad input is refused in one line, with exit code 2, and nothing is written', () => {
  test.each(bad)('%j', (args, says) => {
    const dir = folderWith(files);
    const { code, out, err } = pirqcheck(args, dir);
    expect(err).toMatch(says);
    if (args.length > 0) expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(readdirSync(dir).sort()).toEqual(Object.keys(files).sort());
  });
});
