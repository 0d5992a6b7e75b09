import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import writeFileAtomic from 'write-file-atomic';
import { recordOf } from '../checker/record.js';
import { runCheck } from '../checker/run-check.js';
import { defaultJob } from '../cli/default-job.js';
import { writeRecorded } from '../properties/litmus/expectations.js';

/**
 * Records the verdicts of the whole job as the expected ones. Read the difference before you commit it: nothing else says
 * whether a verdict is right.
 */
const target = fileURLToPath(new URL('../properties/litmus/expected.json', import.meta.url));
const record = recordOf([...runCheck(defaultJob())].flat());
const lines = Object.fromEntries(
  Object.entries(record).map(([scenario, cells]) => [
    scenario,
    Object.fromEntries(Object.entries(cells).map(([design, cell]) => [design, writeRecorded(cell)])),
  ]),
);
const style = { ...(await resolveConfig(target)), parser: 'json' };
await writeFileAtomic(target, await format(JSON.stringify(lines), style));
