import { z } from 'zod';
import { InputError } from '../model/input-error.js';
import type { Scenario } from '../model/scenario.js';

const lines = z.array(z.string().min(1));

const schema = z.strictObject({
  name: z.string().min(1),
  question: z.string().optional(),
  given: lines.optional(),
  threads: z.record(z.string().min(1), lines.min(1, 'a thread without operations')),
  paused: z.array(z.string().regex(/^dom[1-5]$/, 'not a guest: dom1 to dom5')).optional(),
  earlyTimeouts: z.boolean().optional(),
});

/** What a scenario file looks like, for help texts. */
export const SCENARIO_FILE = `{
  "name": "two-guests",
  "question": "Who gets the device?",
  "given": ["xl.assignable-add 00:02.0"],
  "threads": {
    "xl-1": ["xl.attach 00:02.0 dom1"],
    "xl-2": ["xl.attach 00:02.0 dom2"]
  },
  "paused": ["dom2"],
  "earlyTimeouts": false
}`;

/** Checks a scenario a user wrote or a token carries. Throws InputError naming `place` and the field. */
export function parseScenario(input: unknown, place: string): Scenario {
  const parsed = schema.safeParse(input);
  if (parsed.success) return dropUndefined(parsed.data);
  const issue = parsed.error.issues[0]!;
  const at = issue.path.map((p) => (typeof p === 'number' ? `[${p}]` : `.${String(p)}`)).join('');
  throw new InputError(`${place}${at}`, issue.message);
}

const dropUndefined = (data: z.output<typeof schema>): Scenario =>
  Object.fromEntries(Object.entries(data).filter(([, v]) => v !== undefined)) as unknown as Scenario;
