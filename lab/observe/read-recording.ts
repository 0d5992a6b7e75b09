import { InputError } from '../../model/input-error.js';
import { parseRecording, type Recording } from '../../checker/validate/recording.js';
import { recordingOf } from './recording-of.js';
import type { LabRun } from './run.js';

/**
 * A recording from parsed JSON: one of ours, or a run as the first lab kept it (no `format`, but `prt`, `boot` and `steps`).
 * Throws InputError naming `place` for anything else.
 */
export function readRecording(input: unknown, place: string): Recording {
  if (!isRun(input)) return parseRecording(input, place);
  try {
    return parseRecording(recordingOf(input), place);
  } catch (e) {
    if (e instanceof TypeError)
      throw new InputError(place, `is no run of the lab that can be read: ${e.message}`);
    throw e;
  }
}

function isRun(input: unknown): input is LabRun {
  if (typeof input !== 'object' || input === null || 'format' in input) return false;
  return ['name', 'system', 'ioapics', 'prt', 'boot', 'steps', 'final'].every((key) => key in input);
}
