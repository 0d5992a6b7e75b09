import type { Scenario } from '../../model/scenario.js';
import type { ScriptLine } from '../../model/script-line.js';
import { parseLine } from '../../model/scripts.js';
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
  'xl.destroy': ({ domain }) => `xl_run destroy ${domain}`,
};

/** The operations of a scenario in the order the lab runs them: `given`, then thread after thread. */
export const operationsOf = (s: Scenario): string[] => [
  ...(s.given ?? []),
  ...Object.values(s.threads).flat(),
];

/**
 * The shell script that runs a scenario in dom0. Guests are created before anything else and, unless the scenario wants them
 * paused, run. Throws LabError for an operation the lab cannot do.
 */
export function dom0Script(scenario: Scenario): string {
  const lines = operationsOf(scenario).map((text) => parseLine(text, scenario.name));
  if (lines.filter((l) => l.verb === 'pciback.hide').length > 1)
    throw new LabError(`${scenario.name}: the lab can hide one device, when pciback is loaded`);
  const unable = lines.find((l) => !(l.verb in commands));
  if (unable) throw new LabError(`${scenario.name}: the lab cannot do "${unable.text}"`);
  const domains = [...new Set(lines.flatMap((l) => l.domain ?? []))].sort();
  const symbols = Object.keys(tracedCalls).join('|');
  const running = domains.filter((d) => !scenario.paused?.includes(d));
  return [
    'for m in xen-privcmd xenfs; do load $m; done; mount -t xenfs xenfs /proc/xen',
    `grep -E '[ #](${symbols})$' /proc/xen/xensyms | sed 's/^/SYM /'; ask " TRACE"`,
    'probe_kernel',
    ...(lines.some((l) => l.verb.startsWith('xl.')) ? ['toolstack'] : []),
    ...domains.map((d) => `create ${d} || ask " FAILED xl create ${d}"`),
    ...running.map((d) => `xl unpause ${d}`),
    ...(running.length > 0 ? ['ask " GUESTS"'] : []),
    // With pciback.hide the module is loaded by that.
    ...(lines.some((l) => l.verb === 'pciback.hide') ? [] : ['load_pciback']),
    'look boot',
    ...lines.map((line) => `operation '${line.text}' ${commands[line.verb]!(line)}`),
    'look final',
    'for f in /var/log/xen/qemu-dm-*.log; do [ -f $f ] && sed "s,^,QEMULOG ${f##*/}: ," $f; done',
    'routes',
    '',
  ].join('\n');
}
