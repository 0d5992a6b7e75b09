import { Command, Option } from 'commander';
import { validate as search } from '../checker/validate/validate.js';
import { readRecording } from '../lab/observe/read-recording.js';
import { designs } from '../model/designs/index.js';
import { style, takesColour } from '../reports/style.js';
import { validationJson, validationReport } from '../reports/validation.js';
import { AS_RECORDED, BAD_INPUT, DIFFERENT, INCONCLUSIVE } from './exit-codes.js';
import { byName } from './nearest.js';
import { natural } from './options.js';
import { inFile, readJson } from './read-json.js';

interface Options {
  readonly design?: string[];
  readonly maxStates?: number;
  readonly verbose?: boolean;
  readonly json?: boolean;
}

const HELP = `
Examples:
  pirqcheck validate lab/recordings/*.json
  pirqcheck validate run.json --verbose          also what was not compared
  pirqcheck validate run.json --design pvh-6.12-4.20 pvh-6.1-4.20    which designs could have produced it?
  pirqcheck validate run.json --json

A recording is what was seen of a run of a real machine: operations, traced calls, and what the machine looked like after
each. It agrees if the model has a run that shows the same; else the report says how far one came, and for each step that
could have come next the first thing in which it differs.

Exit code: ${AS_RECORDED} all recordings agree, ${DIFFERENT} one does not, ${BAD_INPUT} bad usage or input, ${INCONCLUSIVE} a limit was hit and nothing worse.`;

/** `pirqcheck validate`: is there a run of the model that produces what was seen? */
export const validate = (): Command =>
  new Command('validate')
    .description('compare recordings of real machines with the model')
    .argument('<recording.json...>', 'recordings, or runs as the lab kept them')
    .option('--design <id...>', 'compare with these designs instead of the one that was recorded')
    .option('--max-states <n>', 'give a recording up, inconclusive, beyond so many states', natural)
    .addOption(
      new Option('--verbose', 'also what was not compared, and the steps nobody sees').conflicts('json'),
    )
    .option('--json', 'print the report as JSON')
    .addHelpText('after', HELP)
    .action((files: string[], { design, maxStates, verbose = false, json = false }: Options) => {
      const chosen = design?.map((d) => byName('design', d, designs, (q) => q.id, 'designs').id);
      const recordings = files.map((file) => ({ file, recording: readRecording(readJson(file), file) }));
      const all = recordings.flatMap(({ file, recording }) =>
        (chosen ?? [recording.design]).map((id) =>
          inFile(file, () =>
            search({ ...recording, design: id }, file, maxStates === undefined ? {} : { maxStates }),
          ),
        ),
      );
      const colours = style(takesColour(process.stdout, process.env));
      process.stdout.write(
        json ? validationJson(all) : `${validationReport(all, verbose, colours).join('\n')}\n`,
      );
      process.exitCode = all.some((v) => v.verdict === 'disagrees')
        ? DIFFERENT
        : all.some((v) => v.verdict === 'inconclusive')
          ? INCONCLUSIVE
          : AS_RECORDED;
    });
