import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { canonicalHash } from '../../checker/canonical.js';
import { loadCorpus, openCorpus, saveFind } from '../../checker/corpus.js';
import type { Find } from '../../checker/find.js';
import { fuzz } from '../../checker/fuzz.js';
import { recheck } from '../../checker/recheck.js';
import type { Reproducer } from '../../checker/subject.js';
import { parsers } from '../../cli/subjects.js';
import { x86 } from '../../cli/x86.js';
import { pv612Xen420 } from '../../model/designs/linux-6.12-xen-4.20.js';
import { pvh612Xen420 } from '../../model/designs/merged-upstream.js';
import { rfcBase } from '../../model/designs/irq-as-gsi.js';
import { parseTopology } from '../../model/hardware/topology.js';
import { lineIdentity } from '../../properties/line-identity.js';
import { separate, shared } from '../model/lifecycles/systems.js';

function emptyFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'pirqcheck-corpus-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** The RFC maps the irq of the first device, 45, as GSI 45. */
const system: Reproducer = {
  topology: parseTopology(
    {
      format: 'pirqcheck-topology/1',
      name: 'two lines',
      ioapics: [
        { id: 0, gsiBase: 0, pins: 24 },
        { id: 1, gsiBase: 24, pins: 32 },
      ],
      prt: [{ bus: '0000:00', entries: [{ device: 2, pin: 'A', gsi: 38 }] }],
      devices: [{ sbdf: '0000:00:02.0', pin: 'A' }],
      wires: [{ sbdf: '0000:00:02.0', gsi: 38, polarity: 'low' }],
    },
    'two lines',
  ),
  scenario: { name: 'x', threads: { a: ['xl.assignable-add 00:02.0', 'xl.attach 00:02.0 dom1'] } },
};

function aFind(): Find {
  const options = {
    subject: x86,
    designs: [rfcBase],
    properties: [lineIdentity],
    seed: 'corpus',
    found: '2026-01-31',
  };
  const [find] = [...fuzz({ ...options, systems: [system] })].flatMap((e) => e.finds);
  return find!;
}

describe('a corpus folder', () => {
  test('gives back what was kept, under the name of its key', () => {
    const dir = emptyFolder();
    const find = aFind();
    const file = saveFind(dir, find);
    expect(file).toBe(join(dir, `${find.key}.json`));
    expect(find.key).toMatch(/^I1-rfc-base-[0-9a-f]{8}$/);
    expect(loadCorpus(dir, parsers)).toEqual({ finds: [{ file, find }], broken: [] });
  });

  test('is made where it is not there, and refused where there cannot be one', () => {
    const dir = emptyFolder();
    openCorpus(join(dir, 'a/b'));
    expect(loadCorpus(join(dir, 'a/b'), parsers).finds).toEqual([]);
    writeFileSync(join(dir, 'file'), '');
    expect(() => openCorpus(join(dir, 'file'))).toThrow(
      /file: cannot be used as a corpus folder \(ENOTDIR\)/,
    );
  });

  test('passes over what is damaged, and leaves it', () => {
    const dir = emptyFolder();
    const find = aFind();
    const text = readFileSync(saveFind(dir, find), 'utf8');
    writeFileSync(join(dir, 'cut.json'), text.slice(0, text.length / 2));
    writeFileSync(join(dir, 'empty.json'), '');
    writeFileSync(join(dir, 'other.json'), '{"version":1}');
    writeFileSync(join(dir, 'away.json'), JSON.stringify({ ...find, key: '../../away' }));
    writeFileSync(join(dir, 'half.json.1234'), text.slice(0, 10));
    const before = readdirSync(dir);
    const { finds, broken } = loadCorpus(dir, parsers);
    expect(finds.map((f) => f.find.key)).toEqual([find.key]);
    expect(broken).toHaveLength(4);
    for (const line of broken) expect(line).toMatch(/^\S*(away|cut|empty|other)\.json[^\n]*$/);
    expect(readdirSync(dir)).toEqual(before);
  });
});

describe('an earlier find', () => {
  const look = (find: Find, design = rfcBase): ReturnType<typeof recheck> =>
    recheck(x86, find, lineIdentity, design, { seed: 'again' });

  test('is still violated by its run', () => {
    expect(look(aFind())).toEqual({ outcome: 'still violated' });
  });

  test.each(['pq1.', 'what is that?'])('with a token that tells nothing is searched anew: %s', (token) => {
    const find = aFind();
    const now = look({ ...find, token });
    expect(now).toEqual({ outcome: 'found again', find });
  });

  test('is fixed where no run violates the property', () => {
    // As if the design had changed.
    expect(look({ ...aFind(), design: pvh612Xen420.id }, pvh612Xen420)).toEqual({ outcome: 'fixed' });
  });

  test('that cannot be built any more is undecided', () => {
    const find = aFind();
    const scenario = { ...find.scenario, threads: { a: ['xl.assignable-add 00:1f.0'] } };
    expect(look({ ...find, scenario })).toMatchObject({
      outcome: 'undecided',
      why: expect.stringContaining('0000:00:1f.0 is not a device') as string,
    });
  });
});

describe('the canonical hash', () => {
  const scenario = {
    name: 'x',
    threads: { a: ['xl.attach 00:01.0 dom1'], b: ['driver.bind 00:02.0'] },
  };

  test('does not care for names', () => {
    const renamed = {
      name: 'y',
      question: 'why?',
      threads: { p: ['driver.bind 0000:00:01.0'], q: ['xl.attach 0000:00:02.0 dom3'] },
    };
    expect(canonicalHash(x86, { topology: separate, scenario: renamed })).toBe(
      canonicalHash(x86, { topology: { ...separate, name: 'other' }, scenario }),
    );
  });

  test('does care for what happens, and on which lines', () => {
    const more = { ...scenario, earlyTimeouts: true };
    const hashes = [
      canonicalHash(x86, { topology: separate, scenario }),
      canonicalHash(x86, { topology: shared, scenario }),
      canonicalHash(x86, { topology: separate, scenario: more }),
      canonicalHash(x86, { topology: separate, scenario: { ...scenario, paused: ['dom1'] } }),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

test('a property that a design keeps is not found', () => {
  const options = {
    subject: x86,
    designs: [pv612Xen420],
    properties: [lineIdentity],
    seed: 'none',
    found: '2026-01-31',
  };
  const events = [
    ...fuzz({
      ...options,
      systems: [{ ...system, scenario: { name: 'x', threads: { a: ['driver.bind 00:02.0'] } } }],
    }),
  ];
  expect(events.flatMap((e) => e.finds)).toEqual([]);
});
