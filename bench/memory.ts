import { loadavg } from 'node:os';
import { ours } from './m/contender.js';
import { count, mib, perSecond, seconds, type Part } from './report.js';
import type { Scale } from './scale.js';

/** M(6,2): what SPIN, a closed formula and C count. */
const STATES = 46_673_857;
const TRANSITIONS = 277_861_632;
/** With what a trace needs: the parent of each state. */
const BYTES_AT_MOST = 36;

/** The largest M: counts and memory. */
export async function memory({ quick }: Scale): Promise<Part> {
  const head = ['model', 'states', 'transitions', 'time', 'states/s', 'peak memory', 'bytes/state'];
  const title = 'Memory at 46.7 million states';
  const what = [
    `M(6,2): ${count(STATES)} states and ${count(TRANSITIONS)} transitions`,
    `M(6,2): at most ${BYTES_AT_MOST} bytes a state, parents and everything else included`,
  ];
  if (quick)
    return {
      title,
      notes: [],
      head,
      rows: [],
      gates: what.map((w) => ({ what: w, measured: 'left out', met: null })),
    };
  const load = loadavg()[0]!.toFixed(1);
  const mine = ours(6, 2);
  const found = await mine.search();
  const bytes = (found.peakMiB * 2 ** 20) / found.states;
  const counts = `${count(found.states)} and ${count(found.transitions)}`;
  return {
    title,
    notes: [`\`${mine.commands.join(' && ')}\`, one run, load ${load}; peak memory of the whole process`],
    head,
    rows: [
      [
        'M(6,2)',
        count(found.states),
        count(found.transitions),
        seconds(found.seconds),
        perSecond(found.states / found.seconds),
        mib(found.peakMiB),
        bytes.toFixed(1),
      ],
    ],
    gates: [
      { what: what[0]!, measured: counts, met: found.states === STATES && found.transitions === TRANSITIONS },
      {
        what: what[1]!,
        measured: bytes.toFixed(1),
        met: Number.isNaN(bytes) ? null : bytes <= BYTES_AT_MOST,
      },
    ],
  };
}
