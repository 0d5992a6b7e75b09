import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sourcesOf } from '../../../lab/packages/sources.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pirqcheck-'));
  mkdirSync(join(folder, 'sources.list.d'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const DEB822 = `Types: deb
# a comment
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb-src
URIs: http://mirror.example/debian
Suites: bookworm
Components: main

Types: deb
URIs: http://other.example/tools
Suites: stable
Components: main

Types: deb
Enabled: no
URIs: http://off.example/debian
Suites: bookworm
Components: main
`;

describe("the machine's own package sources, for another release", () => {
  it('changes the suite in deb822 files and leaves out what is not of this release, not binary, or off', () => {
    writeFileSync(join(folder, 'sources.list.d', 'debian.sources'), DEB822);
    expect(sourcesOf('trixie', 'bookworm', folder).map((s) => s.text)).toEqual([
      `Types: deb
URIs: http://mirror.example/debian
Suites: trixie trixie-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
`,
    ]);
  });

  it('changes the suite in one-line files', () => {
    writeFileSync(
      join(folder, 'sources.list'),
      '# deb http://no.example/ bookworm main\ndeb [signed-by=/k] http://mirror.example/debian bookworm-security main contrib\ndeb http://x.example/ ./\n',
    );
    expect(sourcesOf('trixie', 'bookworm', folder)).toEqual([
      {
        name: '0.list',
        text: 'deb [signed-by=/k] http://mirror.example/debian trixie-security main contrib\n',
      },
    ]);
  });

  it('says what is missing where nothing is of this release', () => {
    writeFileSync(join(folder, 'sources.list'), 'deb http://mirror.example/debian stable main\n');
    expect(() => sourcesOf('trixie', 'bookworm', folder)).toThrow('no package source of bookworm');
  });
});
