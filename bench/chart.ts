import type { Bars } from './report.js';

const WIDTH = 720;
const LABEL = 230;
const ROW = 22;
const GAP = 34;
const FONT = 'font-family="sans-serif" font-size="13"';

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Groups of horizontal bars, each group to its own scale, as an SVG image that reads on light and dark pages. */
export function chart(groups: readonly Bars[]): string {
  let y = 8;
  const parts: string[] = [];
  for (const { title, unit, values } of groups) {
    const most = Math.max(...values.map((v) => v.value));
    y += 18;
    parts.push(`<text x="8" y="${y}" ${FONT} font-weight="bold" fill="#777">${escaped(title)}</text>`);
    y += 8;
    for (const [i, { name, value }] of values.entries()) {
      const length = Math.max(1, ((WIDTH - LABEL - 110) * value) / most);
      const fill = i === 0 ? '#2a78c8' : '#999';
      parts.push(
        `<text x="${LABEL - 8}" y="${y + 15}" ${FONT} text-anchor="end" fill="#777">${escaped(name)}</text>`,
        `<rect x="${LABEL}" y="${y + 3}" width="${length.toFixed(1)}" height="${ROW - 6}" fill="${fill}"/>`,
        `<text x="${(LABEL + length + 6).toFixed(1)}" y="${y + 15}" ${FONT} fill="#777">${value.toFixed(2)} ${escaped(unit)}</text>`,
      );
      y += ROW;
    }
    y += GAP - ROW;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${y}" viewBox="0 0 ${WIDTH} ${y}">`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}
