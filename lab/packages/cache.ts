import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where packages and images are kept between runs: `$XDG_CACHE_HOME/pirqcheck/lab` or `~/.cache/pirqcheck/lab`. */
export function cacheFolder(...names: string[]): string {
  const xdg = process.env['XDG_CACHE_HOME'];
  return join(xdg ? xdg : join(homedir(), '.cache'), 'pirqcheck', 'lab', ...names);
}
