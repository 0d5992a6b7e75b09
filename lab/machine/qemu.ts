import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EmulationError } from '../lab-error.js';
import { temporaryFolder } from '../temporary-folder.js';
import { monitorCommand } from './monitor.js';

/** A running QEMU: its serial console, its monitor, its gdbstub. */
export interface Qemu {
  readonly process: ChildProcess;
  readonly gdbSocket: string;
  monitor(command: string): Promise<string[]>;
  stop(): void;
}

/**
 * Starts QEMU with software emulation. It dies with this process, whatever ends that: the kernel sees to it (prctl(2),
 * PR_SET_PDEATHSIG).
 */
export async function startQemu(args: readonly string[]): Promise<Qemu> {
  const folder = temporaryFolder();
  const [monitor, gdb] = [join(folder.path, 'monitor'), join(folder.path, 'gdb')];
  const own = [
    '-accel tcg -display none -vga none -nodefaults -no-reboot',
    `-monitor unix:${monitor},server=on,wait=off`,
    `-chardev socket,path=${gdb},server=on,wait=off,id=gdb -gdb chardev:gdb`,
  ];
  const child = spawn('setpriv', [
    '--pdeathsig',
    'KILL',
    'qemu-system-x86_64',
    ...own.join(' ').split(' '),
    ...args,
  ]);
  const stop = (): void => {
    child.kill('SIGKILL');
    folder.remove();
    process.off('exit', stop);
  };
  process.on('exit', stop);
  child.once('exit', stop);
  // What cannot be started has an exit code too, which is looked at.
  child.once('error', stop);
  return {
    process: child,
    gdbSocket: gdb,
    stop,
    async monitor(command) {
      for (let tries = 0; ; tries++) {
        try {
          return await monitorCommand(monitor, command);
        } catch (e) {
          // It may not listen yet.
          if (e instanceof EmulationError || tries === 50 || child.exitCode !== null) throw e;
          await delay(100);
        }
      }
    },
  };
}
