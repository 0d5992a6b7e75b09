import type { Scenario } from '../../model/scenario.js';
import type { ScriptLine } from '../../model/script-line.js';
import { parseLine } from '../../model/scripts.js';
import { threadName } from '../../checker/validate/subject.js';
import { LabError } from '../lab-error.js';
import { tracedCalls } from '../machine/xen-calls.js';

type Command = (line: ScriptLine) => string;

/** What dom0 runs for an operation: functions of `lab/image/init.sh`, and xl itself. */
const commands: Readonly<Record<string, Command>> = {
  'device.enable': ({ device }) => `device_enable ${device}`,
  'device.disable': ({ device }) => `device_disable ${device}`,
  'device.assert': ({ device }) => `device_assert ${device}`,
  'driver.bind': ({ device }) => `driver_bind ${device}`,
  'driver.bind-msi': ({ device }) => `driver_bind_msi ${device}`,
  'driver.unbind': ({ device }) => `driver_unbind ${device}`,
  'pciback.hide': ({ device }) => `pciback_hide ${device}`,
  'pciback.bind': ({ device }) => `pciback_bind ${device}`,
  'pciback.unbind': ({ device }) => `pciback_unbind ${device}`,
  'xl.assignable-add': ({ device }) => `xl_run pci-assignable-add ${device}`,
  'xl.assignable-remove': ({ device }) => `xl_run pci-assignable-remove -r ${device}`,
  'xl.attach': ({ device, domain }) => `xl_run pci-attach ${domain} ${device}`,
  'xl.detach': ({ device, domain }) => `xl_run pci-detach ${domain} ${device}`,
  'xl.detach-force': ({ device, domain }) => `xl_run pci-detach -f ${domain} ${device}`,
  'xl.unpause': ({ domain }) => `xl_run unpause ${domain}`,
  'qemu.kill': ({ domain }) => `qemu_kill ${domain}`,
  'xl.destroy': ({ domain }) => `xl_run destroy ${domain}`,
  'toolstack.crash': () => 'toolstack_crash',
};

/** A scenario of several threads, with what the lab does to make one order of theirs likely. */
export interface StagedScenario extends Scenario {
  /**
   * The first thread's xl, which attaches a device, stands still between QEMU's part and its own until the others are through,
   * or until one of them destroys a guest and has taken its devices away.
   */
  readonly hold?: 'others-end' | 'guest-paused';
  /** QEMU 10 on a PVH dom0 is made to believe that dom0 is PV, so that it takes a Linux irq for a GSI. */
  readonly pretendPv?: boolean;
}

/** What the lab does in one go: a line of the script, or the lines of several threads at once. */
type Operation = readonly (readonly ScriptLine[])[];

/** The operations of a scenario in the order the lab runs them: `given`, then its thread; several threads run at once. */
function operationsOf(s: Scenario): Operation[] {
  const read = (text: string): ScriptLine => parseLine(text, s.name);
  const oneByOne = (lines: readonly string[]): Operation[] => lines.map((l) => [[read(l)]]);
  const names = Object.keys(s.threads);
  // A recording has its own names for them.
  const named = (l: ScriptLine): ScriptLine =>
    l.thread === null
      ? l
      : read(l.text.replace(new RegExp(`${l.thread}$`), threadName(names.indexOf(l.thread))));
  const threads = Object.values(s.threads);
  const main =
    threads.length === 1 ? oneByOne(threads[0]!) : [threads.map((lines) => lines.map((l) => named(read(l))))];
  return [...oneByOne(s.given ?? []), ...main];
}

/** A line of the script that runs an operation: `operation 'what it is' function arguments...` */
function operationLine(threads: Operation, hold: StagedScenario['hold']): string {
  const text = threads.map((lines) => lines.map((l) => l.text).join('; ')).join(' & ');
  const command = (l: ScriptLine): string => commands[l.verb]!(l);
  const [first] = threads;
  if (threads.length === 1) return `operation '${text}' ${command(first![0]!)}`;
  const all = threads.map((lines) => `'${lines.map((l) => `${command(l)} || failed=1`).join('; ')}'`);
  return `operation '${text}' at_once ${hold ? `held ${hold} ${first!.at(-1)!.device} ` : ''}${all.join(' ')}`;
}

/**
 * The shell script that runs a scenario in dom0. Guests are created before anything else and, unless the scenario wants them
 * paused, run. Throws LabError for an operation the lab cannot do.
 */
export function dom0Script(scenario: StagedScenario): string {
  const operations = operationsOf(scenario);
  const lines = operations.flat(2);
  if (lines.filter((l) => l.verb === 'pciback.hide').length > 1)
    throw new LabError(`${scenario.name}: the lab can hide one device, when pciback is loaded`);
  const unable = lines.find((l) => !(l.verb in commands));
  if (unable) throw new LabError(`${scenario.name}: the lab cannot do "${unable.text}"`);
  if (lines.some((l) => l.thread !== null && l.thread !== threadName(0)))
    throw new LabError(`${scenario.name}: the lab can kill the xl of the first thread only`);
  const domains = [...new Set(lines.flatMap((l) => l.domain ?? []))].sort();
  const symbols = Object.keys(tracedCalls).join('|');
  const running = domains.filter((d) => !scenario.paused?.includes(d));
  return [
    'for m in xen-privcmd xenfs; do load $m; done; mount -t xenfs xenfs /proc/xen',
    `grep -E '[ #](${symbols})$' /proc/xen/xensyms | sed 's/^/SYM /'; ask " TRACE"`,
    'probe_kernel',
    'virtual_functions',
    ...(scenario.pretendPv ? ['pretend_pv'] : []),
    ...(lines.some((l) => l.verb.startsWith('xl.')) ? ['toolstack'] : []),
    ...domains.map((d) => `create ${d} || ask " FAILED xl create ${d}"`),
    ...running.map((d) => `xl unpause ${d}`),
    ...(running.length > 0 ? ['ask " GUESTS"'] : []),
    // With pciback.hide the module is loaded by that.
    ...(lines.some((l) => l.verb === 'pciback.hide') ? [] : ['load_pciback']),
    'look boot',
    ...operations.map((o) => operationLine(o, scenario.hold)),
    'look final',
    'for f in /var/log/xen/qemu-dm-*.log; do [ -f $f ] && sed "s,^,QEMULOG ${f##*/}: ," $f; done',
    'routes',
    '',
  ].join('\n');
}
