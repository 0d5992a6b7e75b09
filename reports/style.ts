import pc from 'picocolors';

/** Colours of a report, or none. */
export type Style = Pick<
  ReturnType<typeof pc.createColors>,
  'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'
>;

/** Colours where `wanted`, and plain text otherwise. */
export const style = (wanted: boolean): Style => pc.createColors(wanted);

/** Does this stream take colours? Only a terminal, and not where NO_COLOR is set. */
export const takesColour = (stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean =>
  stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
