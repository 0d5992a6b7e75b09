/**
 * The source of a name in a C file: a function's definition, a struct, a table, a macro, or what is done for a `case`. Comments and white
 * space are taken out, so that only code counts as changed. Null where the file has no such thing.
 */
export function sourceOf(name: string, file: string): string | null {
  const code = withoutComments(file);
  const found =
    functionIn(code, name) ??
    structIn(code, name) ??
    tableIn(code, name) ??
    macroIn(code, name) ??
    caseIn(code, name);
  return found === null ? null : found.replace(/\s+/g, ' ').trim();
}

/** Comments become spaces; strings stay, whatever they contain. */
function withoutComments(file: string): string {
  return file.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, (m) =>
    m.startsWith('/') ? m.replace(/[^\n]/g, ' ') : m,
  );
}

/** The index after the bracket that closes the one at `open`; -1 if none does. */
function closing(code: string, open: number): number {
  const pairs: Readonly<Record<string, string>> = { '(': ')', '{': '}' };
  const [opening, close] = [code[open]!, pairs[code[open]!]!];
  let depth = 0;
  for (let i = open; i < code.length; i++) {
    if (code[i] === opening) depth++;
    else if (code[i] === close && --depth === 0) return i + 1;
  }
  return -1;
}

/** A definition: the name, its parameters, and then a body, on a line that begins in the first column. */
function functionIn(code: string, name: string): string | null {
  for (const m of code.matchAll(new RegExp(`\\b${name}\\s*\\(`, 'g'))) {
    const end = closing(code, m.index + m[0].length - 1);
    if (end < 0) continue;
    // Between the parameters and the body there may be attributes, and nothing else.
    const body = /^[\s\w]*\{/.exec(code.slice(end));
    const lineStart = code.lastIndexOf('\n', m.index) + 1;
    if (!body || /^\s/.test(code.slice(lineStart, lineStart + 1))) continue;
    const stop = closing(code, end + body[0].length - 1);
    if (stop > 0) return code.slice(lineStart, stop);
  }
  return null;
}

function structIn(code: string, name: string): string | null {
  const m = new RegExp(`\\b(?:struct|union|enum)\\s+${name}\\s*\\{`).exec(code);
  if (!m) return null;
  const stop = closing(code, m.index + m[0].length - 1);
  return stop < 0 ? null : code.slice(m.index, stop);
}

/** An initialised table: `static int name[N] = { ... }`. */
function tableIn(code: string, name: string): string | null {
  const m = new RegExp(`^[\\w*][\\w\\s*]*\\b${name}\\s*(?:\\[[^\\]]*\\]\\s*)*=\\s*\\{`, 'm').exec(code);
  if (!m) return null;
  const stop = closing(code, m.index + m[0].length - 1);
  return stop < 0 ? null : code.slice(m.index, stop);
}

function macroIn(code: string, name: string): string | null {
  return new RegExp(`^#\\s*define\\s+${name}\\b(?:.*\\\\\\n)*.*`, 'm').exec(code)?.[0] ?? null;
}

/** What stands between `case NAME:` and the next label of the same depth. */
function caseIn(code: string, name: string): string | null {
  const m = new RegExp(`^([ \\t]*)case ${name}:`, 'm').exec(code);
  if (!m) return null;
  const rest = code.slice(m.index + m[0].length);
  const next = new RegExp(`^${m[1]}(?:case |default:|\\})`, 'm').exec(rest);
  return m[0] + rest.slice(0, next?.index ?? rest.length);
}
