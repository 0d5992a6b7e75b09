import { InputError } from './input-error.js';

/** How an operation of a script language is written, and what it means. */
export interface Verb<P extends string = string> {
  readonly parameters: readonly P[];
  readonly what: string;
}

/** An operation for help texts. */
export interface VerbHelp extends Verb {
  readonly verb: string;
}

/** What every parsed line of a script tells. */
export interface ScriptLine {
  readonly text: string;
  readonly verb: string;
  /** SBDF, or null. */
  readonly device: string | null;
  /** `dom1`, or null. */
  readonly domain: string | null;
  readonly thread: string | null;
}

/** Every operation of a script language with its parameters and meaning. */
export const helpOf = (verbs: Readonly<Record<string, Verb>>): readonly VerbHelp[] =>
  Object.entries(verbs).map(([verb, { parameters, what }]) => ({ verb, parameters, what }));

/**
 * A line as its verb and the arguments beside their parameters. Throws InputError at `place` for an unknown verb or a wrong
 * number of arguments.
 */
export function splitLine<P extends string>(
  text: string,
  verbs: Readonly<Record<string, Verb<P>>>,
  place: string,
): { readonly verb: string; readonly args: readonly (readonly [P, string])[] } {
  const [verb = '', ...args] = text.trim().split(/\s+/);
  const known = verbs[verb];
  if (!known)
    throw new InputError(place, `unknown operation "${verb}"; \`pirqcheck list operations\` names them all`);
  const { parameters } = known;
  if (args.length !== parameters.length) {
    const wanted =
      parameters.length === 0 ? 'no arguments' : `${parameters.length} argument(s): ${parameters.join(' ')}`;
    throw new InputError(place, `"${verb}" takes ${wanted}`);
  }
  return { verb, args: parameters.map((parameter, i) => [parameter, args[i]!]) };
}

/** An SBDF as a script may write it, `0000:00:02.0` or `00:02.0`, with its segment. */
export const withSegment = (sbdf: string): string => (/^[0-9a-f]{2}:/.test(sbdf) ? `0000:${sbdf}` : sbdf);

/** The name of a guest. Throws InputError at `place` where it is none from dom1 to dom`most`. */
export function guestDomain(name: string, most: number, place: string): string {
  if (/^dom[1-9]$/.test(name) && Number(name.slice(3)) <= most) return name;
  throw new InputError(place, `"${name}" is no guest domain: dom1 to dom${most}`);
}
