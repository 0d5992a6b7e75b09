import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { EmulationError } from '../../../lab/lab-error.js';
import type { Qemu } from '../../../lab/machine/qemu.js';
import { converse } from '../../../lab/run/converse.js';
import { Transcript } from '../../../lab/run/transcript.js';

/** A QEMU that says what the test wants, and to which it answers. */
function fakeQemu(): {
  qemu: Qemu;
  say: (text: string) => void;
  typed: () => string;
  end: () => void;
  kill: () => void;
} {
  let typed = '';
  const stdin = new PassThrough();
  stdin.on('data', (d: Buffer) => (typed += d.toString()));
  const stdout = new PassThrough();
  const child = Object.assign(new EventEmitter(), {
    stdin,
    stdout,
    stderr: new PassThrough(),
    exitCode: null as number | null,
    signalCode: null as string | null,
  });
  const qemu = {
    process: child,
    gdbSocket: '',
    monitor: (command: string) => Promise.resolve([`answer to ${command}`]),
    stop: () => {},
  } as unknown as Qemu;
  return {
    qemu,
    say: (text) => void stdout.write(text),
    typed: () => typed,
    end: () => {
      child.exitCode = 1;
    },
    kill: () => {
      child.signalCode = 'SIGKILL';
    },
  };
}

describe('the conversation with dom0', () => {
  it('presses the debug keys and asks the monitor as told, and ends when dom0 has', async () => {
    const { qemu, say, typed } = fakeQemu();
    const transcript = new Transcript();
    const done = converse(qemu, transcript, () => {});
    say('(XEN) half a line@@KEYS iq\n@@HMP info pic\n@@DONE\n');
    await done;
    expect(typed().replaceAll('\x01\x01\x01', '^')).toBe('^iq^\n\n');
    const said = transcript.lines.map((l) => l.text);
    expect(said).toEqual(expect.arrayContaining(['@@ xen key i', '@@ xen key q', 'HMP| answer to info pic']));
  });

  it('ends with the last words of a machine that crashes', async () => {
    const { qemu, say } = fakeQemu();
    const done = converse(qemu, new Transcript(), () => {});
    say('(XEN) Panic on CPU 0:\n(XEN) FATAL PAGE FAULT\nunfinished');
    await expect(done).rejects.toThrow(
      'the machine crashed while it booted; it last said:\n  (XEN) Panic on CPU 0:\n  (XEN) FATAL PAGE FAULT\n  unfinished',
    );
  });

  it('takes a panic of Xen in an operation for what the operation did', async () => {
    const { qemu, say } = fakeQemu();
    const transcript = new Transcript();
    const done = converse(qemu, transcript, () => {});
    say('@@OP 1 pciback.bind 00:03.1\n(XEN) Panic on CPU 0:\n(XEN) FATAL PAGE FAULT\n');
    await done;
    expect(transcript.lines.map((l) => l.text)).toContain('(XEN) FATAL PAGE FAULT');
  });

  it('tells when QEMU ends by itself, and when a guest cannot be created', async () => {
    const first = fakeQemu();
    const ended = converse(first.qemu, new Transcript(), () => {});
    first.say('qemu-system-x86_64: no such device\n');
    setTimeout(first.end, 100);
    await expect(ended).rejects.toThrow('QEMU ended; it last said:\n  qemu-system-x86_64: no such device');
    const second = fakeQemu();
    const failed = converse(second.qemu, new Transcript(), () => {});
    second.say('@@ FAILED xl create dom1\n');
    await expect(failed).rejects.toThrow('dom0 failed: xl create dom1');
  });

  it('gives a machine up that is silent, answers nothing, never ends or is killed: it may be booted once more', async () => {
    const patience = { silence: 100, whole: 300 };
    const given = (fake: ReturnType<typeof fakeQemu>): Promise<void> =>
      converse(fake.qemu, new Transcript(), () => {}, patience);
    const expected = async (run: Promise<void>, message: string): Promise<void> => {
      const error: unknown = await run.catch((e: unknown) => e);
      expect(error).toBeInstanceOf(EmulationError);
      expect((error as Error).message).toContain(message);
    };
    await expected(given(fakeQemu()), 'the console has gone silent');

    const deaf = fakeQemu();
    deaf.qemu.monitor = () => new Promise(() => {});
    const unanswered = given(deaf);
    deaf.say('@@HMP info pic\n');
    await expected(unanswered, 'HMP info pic: no answer');

    const endless = fakeQemu();
    const chatter = setInterval(() => endless.say('again\n'), 10);
    await expected(given(endless), 'it does not come to an end');
    clearInterval(chatter);

    const shot = fakeQemu();
    const killed = given(shot);
    shot.kill();
    await expected(killed, 'QEMU was killed');
  });
});
