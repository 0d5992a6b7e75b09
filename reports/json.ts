import { toReport, type Result } from '../checker/result.js';

/** The JSON report with one result per line, so that it can be read by `grep` and compared by `diff`. */
export function jsonReport(results: readonly Result[]): string {
  const { version, results: records } = toReport(results);
  const lines = records.map((r) => JSON.stringify(r));
  return `{"version":${version},"results":[\n${lines.join(',\n')}\n]}\n`;
}
