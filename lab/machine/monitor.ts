import { connect, type Socket } from 'node:net';
import { EmulationError } from '../lab-error.js';

const PROMPT = '(qemu) ';
/** The monitor echoes what is typed as a terminal would. */
// oxlint-disable-next-line no-control-regex
const ESCAPES = /\x1b\[[0-9;]*[A-Za-z]/g;

/**
 * Gives QEMU's human monitor a command; returns the lines it answers with. Throws EmulationError where it takes longer than
 * `patience` milliseconds or hangs up.
 */
export async function monitorCommand(socket: string, command: string, patience = 60_000): Promise<string[]> {
  const s = connect(socket);
  s.setTimeout(patience, () => s.destroy(new EmulationError("QEMU's monitor does not answer")));
  s.once('end', () => s.destroy(new EmulationError("QEMU's monitor hangs up")));
  try {
    await untilPrompt(s);
    s.write(`${command}\n`);
    const answer = await untilPrompt(s);
    return answer.replace(ESCAPES, '').replaceAll('\r', '').split('\n').slice(1, -1);
  } finally {
    s.destroy();
  }
}

const untilPrompt = (s: Socket): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = '';
    const onData = (data: Buffer): void => {
      text += data.toString('latin1');
      if (!text.endsWith(PROMPT)) return;
      s.off('data', onData);
      s.off('error', reject);
      resolve(text);
    };
    s.on('data', onData);
    s.once('error', reject);
  });
