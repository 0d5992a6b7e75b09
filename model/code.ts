import type { Involved, Step } from './system.js';

/**
 * Procedures as data. A procedure is a list of atomic steps in the order of the real code; around them stands what the
 * real caller does about an error. There is no stack: `compile.ts` inlines everything into one flat program per thread.
 * A step that returns a negative errno aborts the enclosing procedure unless something below says otherwise.
 */
export type Code =
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'seq'; readonly body: readonly Code[] }
  | { readonly kind: 'when'; readonly test: () => boolean; readonly then: Code; readonly otherwise: Code }
  | { readonly kind: 'ignoring'; readonly body: Code }
  | { readonly kind: 'tolerating'; readonly errnos: readonly number[]; readonly body: Code }
  | { readonly kind: 'unwinding'; readonly body: Code; readonly cleanup: Code }
  | { readonly kind: 'failing'; readonly errno: number }
  | { readonly kind: 'local'; readonly run: () => void }
  | { readonly kind: 'until'; readonly done: () => boolean; readonly body: Code }
  | { readonly kind: 'during'; readonly busy: Involved; readonly body: Code }
  | { readonly kind: 'forever'; readonly body: Code }
  | { readonly kind: 'chosen'; readonly write: () => Code };

/** One atomic step. */
export const step = (s: Step): Code => ({ kind: 'step', step: s });

/** Steps in order; the first error that nobody handles aborts. */
export const seq = (...body: Code[]): Code => ({ kind: 'seq', body });

/** Does nothing and takes no step. */
export const nothing: Code = seq();

/** A branch on the thread's own registers, taken together with the step before it. */
export const when = (test: () => boolean, then: Code, otherwise: Code = nothing): Code => ({
  kind: 'when',
  test,
  then,
  otherwise,
});

/**
 * Code that depends on a design's choices, which `write` looks at. They concern only those who get there: who wants to know on
 * which choices a run depends (`ChoiceWatch`) is told apart what was looked at to write it.
 */
export const chosen = (write: () => Code): Code => ({ kind: 'chosen', write });

/** A branch decided when the system is built: a design's choice or the shape of the hardware. */
export const given = (condition: boolean, then: () => Code, otherwise: () => Code = () => nothing): Code =>
  condition ? then() : otherwise();

/** The caller logs the error at most and goes on. */
export const ignoring = (...body: Code[]): Code => ({ kind: 'ignoring', body: seq(...body) });

/** The listed errnos count as success; others abort. */
export const tolerating = (errnos: readonly number[], ...body: Code[]): Code => ({
  kind: 'tolerating',
  errnos,
  body: seq(...body),
});

/** On an error in `body`: `cleanup` (its own errors are lost), then the error goes on to the caller. */
export const unwinding = (body: Code, cleanup: Code): Code => ({ kind: 'unwinding', body, cleanup });

/** Aborts the enclosing procedure with `errno`. */
export const failing = (errno: number): Code => ({ kind: 'failing', errno });

/** Forgets or moves values of the thread's own registers, together with the step before it. */
export const local = (run: () => void): Code => ({ kind: 'local', run });

/** Repeats `body` until `done`, a test of the thread's own registers, holds. */
export const until = (done: () => boolean, ...body: Code[]): Code => ({
  kind: 'until',
  done,
  body: seq(...body),
});

/** A daemon's main loop: `body` again and again, an error in it is the end of that round. */
export const forever = (...body: Code[]): Code => ({ kind: 'forever', body: seq(...body) });

/** A daemon's work on a request: while it lasts, a procedure is in flight on these devices and domains. */
export const during = (busy: Involved, ...body: Code[]): Code => ({
  kind: 'during',
  busy,
  body: seq(...body),
});
