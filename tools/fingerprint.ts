import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import writeFileAtomic from 'write-file-atomic';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'checker', 'fingerprint.ts');

/** Hash of everything that gives a run its meaning: the code of model/, without comments and types. */
export function semanticsFingerprint(): string {
  const files = readdirSync(join(root, 'model'), { recursive: true, encoding: 'utf8' })
    .filter((f) => f.endsWith('.ts'))
    .map((f) => join(root, 'model', f))
    .sort();
  const hash = createHash('sha256');
  for (const file of files) {
    const source = readFileSync(file, 'utf8');
    const { outputText } = ts.transpileModule(source, {
      compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, removeComments: true },
    });
    hash.update(`${relative(root, file)}\n${outputText}\n`);
  }
  return hash.digest('hex').slice(0, 12);
}

/** The file that carries the fingerprint. */
export const fingerprintFile = (fingerprint: string): string =>
  `/** Fingerprint of the semantics in model/: \`npm run fingerprint\` renews it, a test checks it. */\nexport const FINGERPRINT = '${fingerprint}';\n`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFileAtomic(target, fingerprintFile(semanticsFingerprint()));
}
