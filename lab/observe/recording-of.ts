import { audible } from '../../checker/validate/echo.js';
import { sources, type Event, type RecordedStep, type Recording } from '../../checker/validate/recording.js';
import { parseLine } from '../../model/scripts.js';
import { bootHistory } from './boot-history.js';
import { Dom0Calls, isPut } from './dom0-calls.js';
import { designOf, machineOf, topologyOf } from './machine.js';
import { linesOf, type Lines } from './operations.js';
import type { LabRun } from './run.js';
import { deliverySights, sightsOf } from './sights.js';
import { xenEvents } from './xen-calls.js';
import { consoleEvents } from './console-events.js';

/** The operations after which pciback hears of a device's removal from xenstore. */
const REMOVING = ['detach', 'destroy'];

/**
 * Puts a run into the model's words: what the operations are in the script language, what the calls are named in the model,
 * and of the state what concerns the devices of the operations. What is left out is counted by reason. `paused`: the domains
 * that were created paused, all of them if omitted. Throws InputError for what it does not know.
 */
export function recordingOf(run: LabRun, paused?: readonly string[]): Recording {
  const design = designOf(run);
  const machine = machineOf(run, design);
  const leftOut: Record<string, number> = {};
  const leaveOut = (why: string): void => {
    leftOut[why] = (leftOut[why] ?? 0) + 1;
  };
  const scripts = run.steps.map((s) => linesOf(s));
  const named = scripts.flatMap(({ lines, cleanup, beside }) =>
    [...lines, ...cleanup, ...beside.flat()].map((text) => parseLine(text, run.name)),
  );
  const devices = [...new Set(named.flatMap((l) => l.device ?? []))].sort();
  const boot = bootHistory(run, machine, devices);
  const pfs = devices.flatMap((b) => run.boot.state.devices[b]?.physfn ?? []);
  const carried = [...new Set([...devices, ...boot.devices, ...pfs])].sort();
  const gsis = [...new Set(devices.flatMap((b) => run.prt[b]?.gsi ?? []))].sort((a, b) => a - b);
  const dom0 = new Dom0Calls(design.dom0, machine.nrIrqsGsi, leaveOut);
  const step = (at: number): RecordedStep => {
    const { op, rc, lastWords, xen_calls, linux_calls, messages = [], after } = run.steps[at]!;
    const before = run.steps[at - 1]?.after ?? run.boot.state;
    const { lines, cleanup, beside }: Lines = scripts[at]!;
    const all = [...lines, ...beside.flat()];
    const place = `${run.name}, operation ${at + 1}`;
    const removing = REMOVING.some((verb) => op.op === verb || all.some((l) => l.startsWith(`xl.${verb}`)));
    return {
      lines: [...lines],
      ...(cleanup.length > 0 ? { cleanup: [...cleanup] } : {}),
      ...(rc === null ? { lastWords: [...(lastWords ?? [])] } : { failed: rc !== 0 }),
      ...(beside.length > 0
        ? {
            beside: beside.map((theirs, i) => ({
              lines: [...theirs],
              ...(rc === null ? {} : { failed: run.steps[at]!.beside![i] !== 0 }),
            })),
          }
        : {}),
      events: [
        ...xenEvents(
          xen_calls,
          machine.nrIrqsGsi,
          removing,
          linux_calls.filter(isPut).length,
          place,
          leaveOut,
        ),
        ...dom0.events(linux_calls),
        ...consoleEvents(messages),
      ],
      // The module is probed once it is loaded, and it takes these devices while it is loaded.
      ...(op.op === 'pciback-load' || op.script?.startsWith('pciback.hide')
        ? { unwatched: ['pcistub_init_device'] }
        : {}),
      after: [
        ...sightsOf(run, after, devices, gsis, leaveOut),
        ...raised(all).flatMap((sbdf) => deliverySights(before, after, sbdf)),
        // The machine was looked at from all sides once, at the end of the run.
        ...(rc !== null && at === run.steps.length - 1
          ? sightsOf(run, run.final.state, devices, gsis, leaveOut)
          : []),
      ],
      raw: `${op.script ?? [op.op, op.domain, op.bdf, ...(op.bdfs ?? []), ...(op.hide ?? [])].filter(Boolean).join(' ')} -> ${[rc ?? 'Xen panics', ...(run.steps[at]!.beside ?? [])].join(' ')}`,
    };
  };
  const raised = (lines: readonly string[]): string[] =>
    lines
      .map((l) => parseLine(l, run.name))
      .flatMap((l) => (l.verb === 'device.assert' ? (l.device ?? []) : []));
  const steps = run.steps.map((_, i) => step(i));
  const domains = [...new Set(named.flatMap((l) => l.domain ?? []))].sort();
  return {
    format: 'pirqcheck-recording/1',
    name: run.name,
    system: { dom0: design.dom0, xen: run.system.xen ?? '', linux: run.system.linux ?? '' },
    design: design.id,
    topology: topologyOf(run, carried, boot.irqsTaken),
    given: [...boot.given],
    paused: [...(paused ?? domains)],
    watched: watchedIn(steps.flatMap((s) => s.events)),
    boot: sightsOf(run, run.boot.state, devices, gsis, leaveOut),
    steps,
    leftOut,
  };
}

/** A source that told of anything was watched, for everything it can tell of. */
const watchedIn = (events: readonly Event[]): Recording['watched'] =>
  Object.fromEntries(
    sources.flatMap((s) => (events.some((e) => e.source === s) ? [[s, [...audible[s]]]] : [])),
  );
