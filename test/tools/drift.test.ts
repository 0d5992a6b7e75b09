import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { citationsBelow, citationsIn } from '../../tools/drift/citations.js';
import { sourceOf } from '../../tools/drift/c-source.js';
import { driftOf } from '../../tools/drift/drift.js';
import { Tree } from '../../tools/drift/tree.js';

const root = join(import.meta.dirname, '../..');
const repository = mkdtempSync(join(tmpdir(), 'pirqcheck-drift-'));
const git = (...args: string[]): string =>
  execFileSync('git', ['-C', repository, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
    encoding: 'utf8',
  });

function commit(tag: string, files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(repository, file)), { recursive: true });
    writeFileSync(join(repository, file), text);
  }
  git('add', '-A');
  git('commit', '-q', '-m', tag);
  git('tag', tag);
}

beforeAll(() => {
  git('init', '-q', '-b', 'master');
  commit('RELEASE-4.20.0', {
    'xen/common/domain.c': 'int x;\n',
    'xen/arch/x86/irq.c': `
int same_code(int a)
{
    return a; /* ( { */
}
static int other_code(void)
{
    return 1;
}
int leaves_soon(void) { return 2; }
int is_removed(void) { return 3; }
struct some_struct { int a; };
static int a_table[2] = { 1, 2 };
int op(int cmd)
{
    switch ( cmd )
    {
    case XEN_DOMCTL_one:
        return same_code(1);
    case XEN_DOMCTL_two:
        return 2;
    }
}
`,
  });
  commit('RELEASE-4.21.0', {
    'xen/arch/x86/other.c': 'int leaves_soon(void) { return 2; }\n',
    'xen/arch/x86/irq.c': `
int same_code(int   a)   // another comment
{
    return a;
}
static int other_code(void)
{
    return 2;
}
struct some_struct { int a, b; };
static int a_table[2] = { 1, 2 };
int op(int cmd)
{
    switch ( cmd )
    {
    case XEN_DOMCTL_one:
        return same_code(2);
    case XEN_DOMCTL_two:
        return 2;
    }
}
`,
  });
});
afterAll(() => rmSync(repository, { recursive: true, force: true }));

const cite = (names: string, file = 'xen/arch/x86/irq.c'): ReturnType<typeof citationsIn> =>
  citationsIn(`/** ${names} (${file}, Xen 4.20): does. */\n`, 'a.ts');
const states = (names: string, file?: string): Record<string, string> =>
  Object.fromEntries(
    driftOf(cite(names, file), new Tree(repository, 'RELEASE-4.21.0')).map((d) => [d.name, d.state]),
  );

describe('drift', () => {
  it('tells code that changed from comments and white space that did', () => {
    expect(states('same_code -> other_code')).toEqual({ same_code: 'unchanged', other_code: 'changed' });
    expect(states('some_struct')).toEqual({ some_struct: 'changed' });
    expect(states('a_table')).toEqual({ a_table: 'unchanged' });
    expect(states('XEN_DOMCTL_one')).toEqual({ XEN_DOMCTL_one: 'changed' });
    expect(states('XEN_DOMCTL_two')).toEqual({ XEN_DOMCTL_two: 'unchanged' });
  });

  it('follows what moved, and names what is gone or was never there', () => {
    expect(driftOf(cite('leaves_soon'), new Tree(repository, 'RELEASE-4.21.0'))).toMatchObject([
      { state: 'moved', now: 'xen/arch/x86/other.c' },
    ]);
    expect(states('is_removed')).toEqual({ is_removed: 'gone' });
    expect(states('never_there')).toEqual({ never_there: 'not found' });
    expect(
      driftOf(cite('same_code', 'xen/arch/x86/io_apic.c'), new Tree(repository, 'master')),
    ).toMatchObject([{ state: 'not found', now: 'xen/arch/x86/irq.c', place: 'a.ts:1' }]);
  });

  it('is a command', () => {
    const run = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
      spawnSync(process.execPath, ['--import', 'tsx', join(root, 'tools/drift.ts'), ...args], {
        cwd: root,
        encoding: 'utf8',
      });
    const { status, stdout } = run(repository);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^not found +mp_register_gsi {2}xen\/arch\/x86\/mpparse\.c \(4\.20\) {2}model\/xen\//m,
    );
    expect(run(tmpdir())).toMatchObject({ status: 2, stderr: expect.stringMatching(/is no git repository/) });
    expect(run(repository, '--at', 'nowhere')).toMatchObject({ status: 2 });
  });
});

describe('citations', () => {
  it('are read from comments of either kind, over several lines, with their place', () => {
    const source = [
      'const a = 1;',
      '/**',
      ' * What it does: pci_enable_device -> pcibios_enable_device (drivers/pci/pci.c,',
      ' * drivers/acpi/pci_irq.c, Linux 6.1 and 6.12), and more.',
      ' */',
      '// `xl destroy` (libxl__destroy_domid, tools/libs/light/libxl_domain.c, Xen 4.20).',
      '/** posted later (Xen 4.20; 035baa203b) */',
    ].join('\n');
    expect(citationsIn(`${source}\n`, 'a.ts')).toEqual([
      {
        place: 'a.ts:3',
        project: 'Linux',
        names: ['pci_enable_device', 'pcibios_enable_device'],
        files: ['drivers/pci/pci.c', 'drivers/acpi/pci_irq.c'],
        versions: ['6.1', '6.12'],
      },
      {
        place: 'a.ts:6',
        project: 'Xen',
        names: ['libxl__destroy_domid'],
        files: ['tools/libs/light/libxl_domain.c'],
        versions: ['4.20'],
      },
    ]);
  });

  it('of the x86 model name their files', () => {
    const citations = citationsBelow(join(root, 'model'), root);
    expect(citations.length).toBeGreaterThan(60);
    expect(
      citations
        .filter((c) => c.files.length === 0 && !c.place.startsWith('model/arm/'))
        .map((c) => `${c.place} ${c.names.join(' ')}`),
    ).toEqual([]);
  });

  it('find their source whatever stands around it', () => {
    const file = 'int g(void);\nint\nf(int a,\n  int b)\n{ return "}"[0] + g(); }\n#define m(x) \\\n  (x)\n';
    expect(sourceOf('f', file.replace('"}"[0]', '0'))).toBe('f(int a, int b) { return 0 + g(); }');
    expect(sourceOf('g', file)).toBeNull();
    expect(sourceOf('m', file)).toBe('#define m(x) \\ (x)');
  });
});
