import { setTimeout as delay } from 'node:timers/promises';
import { EmulationError, LabError } from '../lab-error.js';
import { Console } from '../machine/console.js';
import type { Qemu } from '../machine/qemu.js';
import { XenTracer } from '../machine/xen-tracer.js';
import type { Progress } from '../progress.js';
import type { Transcript } from './transcript.js';

/** How long it may take, in milliseconds, until a machine counts as one that hangs. */
export interface Patience {
  /** With nothing on the console, or with one request of dom0's. Destroying a guest may take libxl this long. */
  readonly silence: number;
  /** With everything: about a minute on a machine that does nothing else. */
  readonly whole: number;
}

const PATIENCE: Patience = { silence: 150_000, whole: 900_000 };
/** Time for what is printed after a crash. */
const LAST_WORDS_MS = 2_000;
/** Xen's own end, which may be what a scenario is about. */
const PANIC = /^\(XEN\) Panic on CPU/;
const FATAL = /Reboot in five|Manual reset required|Panic on CPU|crashed: rebooting|Kernel panic/;
/** The hot-plug loop of the lab's guest runs when its firmware has read the boot sector. */
const GUEST_BOOT_MS = 25_000;
/** Register of QEMU's edu device that raises its interrupt (docs/specs/edu.rst). */
const EDU_RAISE = 0x60;
/** ... and the one that lowers it. */
const EDU_ACKNOWLEDGE = 0x64;

/** Does what dom0 asks for until its script ends, or Xen panics in an operation. Throws LabError with the last lines of the console if it does not. */
export async function converse(
  qemu: Qemu,
  transcript: Transcript,
  progress: Progress,
  patience = PATIENCE,
): Promise<void> {
  const marks: string[] = [];
  const symbols = new Map<string, bigint>();
  const began = Date.now();
  let lastHeard = began;
  let fatal: number | undefined;
  let operating = false;
  let panicked = false;
  const serial = new Console(qemu, (line) => {
    transcript.add(line);
    lastHeard = Date.now();
    const symbol = /^SYM ([0-9a-f]+) \w (?:.*#)?(\w+)$/.exec(line);
    if (symbol) symbols.set(symbol[2]!, BigInt(`0x${symbol[1]!}`));
    // Xen's messages may stand in front of a mark on its line.
    const mark = /@@ ?([A-Z]+.*)$/.exec(line);
    if (mark) marks.push(mark[1]!);
    else progress(line);
    if (/^(OP|RC) /.test(mark?.[1] ?? '')) operating = mark![1]!.startsWith('OP');
    if (FATAL.test(line)) fatal ??= Date.now();
    if (operating && PANIC.test(line)) panicked = true;
  });
  let tracer: XenTracer | undefined;
  const answers: Readonly<Record<string, (argument: string) => Promise<void>>> = {
    KEYS: (keys) => serial.debugKeys(keys, (key) => transcript.add(`@@ xen key ${key}`)),
    HMP: async (command) => (await qemu.monitor(command)).forEach((l) => transcript.add(`HMP| ${l}`)),
    TRACE: async () => {
      tracer = await XenTracer.start(qemu.gdbSocket, symbols, (line) => transcript.add(line));
    },
    GUESTS: () => delay(GUEST_BOOT_MS),
    ASSERT: (argument) => tracer!.raise(Number(argument.split(' ')[1]) + EDU_RAISE, 1),
    SERVE: (argument) => tracer!.write(Number(argument.split(' ')[1]) + EDU_ACKNOWLEDGE, 1),
  };
  try {
    for (;;) {
      const mark = marks.shift();
      const [, name, argument] = /^(\w+) ?(.*)$/.exec(mark ?? '') ?? [];
      if (name === 'DONE') return;
      if (name === 'FAILED') throw stuck(`dom0 failed: ${argument}`, transcript, serial);
      if (name === 'OP') progress(argument!);
      const answer = answers[name ?? ''];
      if (answer) {
        try {
          await within(patience.silence, answer(argument!));
        } catch (e) {
          throw again(`${mark}: ${(e as Error).message}`, transcript, serial);
        }
        await serial.type('\n');
        lastHeard = Date.now();
      }
      if (mark !== undefined) continue;
      const now = Date.now();
      if (fatal !== undefined && now - fatal > LAST_WORDS_MS) {
        if (panicked) return;
        const failure = tracer ? stuck : again;
        throw failure(`the machine crashed${tracer ? '' : ' while it booted'}`, transcript, serial);
      }
      if (tracer?.failure) throw stuck(`the tracer ended: ${tracer.failure.message}`, transcript, serial);
      if (qemu.process.exitCode !== null) throw stuck('QEMU ended', transcript, serial);
      if (qemu.process.signalCode !== null) throw again('QEMU was killed', transcript, serial);
      if (now - lastHeard > patience.silence) throw again('the console has gone silent', transcript, serial);
      if (now - began > patience.whole) throw again('it does not come to an end', transcript, serial);
      await delay(20);
    }
  } finally {
    tracer?.stop();
  }
}

/** Rejects where the work takes longer than so many milliseconds. */
const within = (ms: number, work: Promise<void>): Promise<void> =>
  Promise.race([
    work,
    delay(ms, undefined, { ref: false }).then(() => {
      throw new Error('no answer');
    }),
  ]);

const again = (what: string, transcript: Transcript, serial: Console): LabError =>
  new EmulationError(lastWords(what, transcript, serial));

const stuck = (what: string, transcript: Transcript, serial: Console): LabError =>
  new LabError(lastWords(what, transcript, serial));

const lastWords = (what: string, transcript: Transcript, serial: Console): string =>
  `${what}; it last said:\n${transcript.tail(12)}${serial.rest ? `\n  ${serial.rest}` : ''}`;
