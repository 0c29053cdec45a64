/**
 * The house rules that no linter has, as pure functions over a file's path and text. They read text
 * with small regular expressions, not syntax: each is right for code that Biome has formatted.
 *
 * What Biome and knip can check is in `biome.json` (length of files and functions, default exports,
 * cycles; its last override lists the contract tables that may be longer) and `knip.json` (files
 * and exports that nothing uses).
 */
import { posix } from 'node:path';

export interface TextFile {
  /** From the root of the repository, with `/` between. */
  readonly path: string;
  readonly text: string;
}

/** What breaks the rule, one sentence each, beginning with the place. */
export type Rule = (file: TextFile) => readonly string[];

const FOLDERS = [
  'domain',
  'media',
  'xml',
  'xsd',
  'contract',
  'handlers',
  'soap',
  'web',
  'rest',
  'oauth',
  'login',
  'pages',
  'mail',
  'http',
  'storage',
  'seed',
  'observe',
  'client',
  'journal',
];
const WIRING = [
  'product.ts',
  'demo-seed.ts',
  'settings.ts',
  'settings-problem.ts',
  'tenant-services.ts',
  'open-registry.ts',
  'site.ts',
];
const SERVER_PARTS = ['housekeeping.ts', 'observability.ts', 'backend.ts', 'listener.ts'];

/**
 * What each place in `src/` may import besides itself: folders, or single files. A place is a
 * folder or a file directly in `src/`; one that is not named here may not exist. A file in a folder
 * may have a rule of its own.
 */
const IMPORTS_ALLOWED: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  media: [],
  xml: ['media'],
  xsd: ['xml'],
  contract: ['xsd', 'domain/request-notes.ts'],
  handlers: ['contract', 'domain'],
  soap: ['media', 'xml', 'xsd', 'contract', 'web', 'domain/errors.ts'],
  web: ['media', 'contract'],
  rest: ['media', 'web', 'xsd', 'contract', 'domain'],
  oauth: ['media', 'web', 'domain'],
  login: ['media', 'xml', 'xsd', 'contract', 'soap', 'web', 'oauth', 'pages', 'domain'],
  pages: ['media', 'xml', 'web', 'domain'],
  mail: ['domain'],
  http: ['soap', 'web', 'contract'],
  storage: ['domain'],
  seed: ['domain'],
  observe: ['domain', 'contract'],
  client: [
    'xml',
    'xsd',
    'contract',
    'soap/envelope.ts',
    'soap/envelope-writer.ts',
    'soap/fault.ts',
    'soap/media-type.ts',
    'soap/version.ts',
  ],
  journal: [
    'domain',
    'media',
    'xml',
    'xsd',
    'contract',
    'soap',
    'web',
    'rest',
    'oauth',
    'login/authorization-error.ts',
    'observe',
  ],
  'json-api': ['domain', 'media', 'web', 'rest/rest-error.ts', 'seed', 'journal', 'product.ts'],
  'console-api': ['domain/audit/audit.ts', 'seed/seed-fields.ts', 'json-api', 'journal'],
  'console-server': [...FOLDERS, ...WIRING, 'json-api', 'console-api'],
  console: ['console-api', 'journal/journal-entry.ts'],
  'product.ts': ['../package.json'],
  'settings.ts': ['contract/editions.ts', 'domain', 'http', 'mail', 'tenant-services.ts'],
  'settings-problem.ts': ['http/addresses.ts', 'settings.ts'],
  'tenant-services.ts': ['domain'],
  'site.ts': [...FOLDERS, 'product.ts', 'tenant-services.ts'],
  'housekeeping.ts': ['domain', ...WIRING],
  'observability.ts': ['domain', 'observe', 'housekeeping.ts', ...WIRING],
  'demo-seed.ts': ['product.ts', 'seed'],
  'open-registry.ts': ['domain', 'storage', 'tenant-services.ts'],
  'web-protocols.ts': [...FOLDERS, ...WIRING],
  'backend.ts': [...FOLDERS, ...WIRING, 'housekeeping.ts', 'web-protocols.ts'],
  'listener.ts': [...FOLDERS, 'settings.ts', 'backend.ts', 'observability.ts'],
  'server.ts': [...FOLDERS, ...WIRING, ...SERVER_PARTS, 'console-server', 'console-api'],
  cli: [...FOLDERS, ...WIRING, 'console-api', 'console-server', 'server.ts'],
  // So the other commands, such as `serve`, have no test controls.
  'cli/commands/test-server.ts': [...FOLDERS, ...WIRING, 'cli', 'testing'],
  testing: [
    ...FOLDERS,
    ...WIRING,
    ...SERVER_PARTS,
    'json-api',
    'console-api',
    'console-server',
    'server.ts',
  ],
};

const LINE_COLUMNS_MAX = 100;

export const rules = {
  'imports go the way that the design draws': checkImports,
  'the pages of the console take only types from elsewhere': checkPageImports,
  'a line has 100 columns at most': checkLineLength,
  'a file is named for what it holds': checkFileName,
  'what is left to do has an issue': checkOpenMarks,
  'no code is commented out': checkCommentedOutCode,
  'no path of one machine': checkMachinePaths,
  'the lock file names no registry': checkLockFile,
} as const satisfies Record<string, Rule>;

/** A statement of several lines is found at its first one. Imports inside comments do not count. */
const STATIC_IMPORT = /^(?:import|export)\b(?:[^;'"]*?\bfrom)?\s*['"]([^'"]+)['"]/gm;
const DYNAMIC_IMPORT = /^(?!\s*(?:\/\/|\/?\*)).*\bimport\(\s*['"]([^'"]+)['"]/gm;

function isCode(path: string): boolean {
  return /\.tsx?$/.test(path);
}

function checkImports({ path, text }: TextFile): string[] {
  if (!path.startsWith('src/') || !isCode(path)) return [];
  const place = placeOf(path);
  const allowed = IMPORTS_ALLOWED[place];
  if (allowed === undefined) {
    return [`${path}: src/${place} has no import rule; IMPORTS_ALLOWED in tidy-rules.ts needs one`];
  }
  const targets = [place, ...allowed].map((target) => posix.join('src', target));
  if (path.endsWith('.test.ts')) targets.push('test/support');
  const rule = `src/${place} may import ${allowed.join(', ') || 'nothing of ours'}`;
  return [...text.matchAll(STATIC_IMPORT), ...text.matchAll(DYNAMIC_IMPORT)].flatMap((match) => {
    const [, specifier = ''] = match;
    if (!specifier.startsWith('.')) return [];
    const imported = posix.join(posix.dirname(path), specifier);
    if (targets.some((target) => imported === target || imported.startsWith(`${target}/`))) {
      return [];
    }
    const line = text.slice(0, match.index).split('\n').length;
    return [`${path}:${line}: imports ${imported}, but ${rule}`];
  });
}

/** The pages would grow by all code that they import, and by what that imports. */
function checkPageImports({ path, text }: TextFile): string[] {
  if (!path.startsWith('src/console/')) return [];
  return [...text.matchAll(STATIC_IMPORT)].flatMap((match) => {
    const [statement, specifier = ''] = match;
    if (!specifier.startsWith('.') || statement.startsWith('import type')) return [];
    const imported = posix.join(posix.dirname(path), specifier);
    if (imported.startsWith('src/console/') || imported.startsWith('test/')) return [];
    const line = text.slice(0, match.index).split('\n').length;
    return [`${path}:${line}: imports ${imported}, of which pages may only import type`];
  });
}

/**
 * Circles of imports, of which each is told once, from its first file to that file again. Biome's
 * `noImportCycles` leaves out `import type`, but types that need each other are one module, too.
 */
export function importCircles(files: readonly TextFile[]): readonly string[] {
  const imports = new Map(files.map((file) => [file.path, importedBy(file)]));
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, way: readonly string[]) => {
    if (way.includes(path)) {
      circles.push([...way.slice(way.indexOf(path)), path].join(' -> '));
      return;
    }
    if (done.has(path)) return;
    for (const next of imports.get(path) ?? []) visit(next, [...way, path]);
    done.add(path);
  };
  for (const path of imports.keys()) visit(path, []);
  return circles;
}

function importedBy({ path, text }: TextFile): readonly string[] {
  return [...text.matchAll(STATIC_IMPORT)].flatMap(([, specifier = '']) =>
    specifier.startsWith('.') ? [posix.join(posix.dirname(path), specifier)] : [],
  );
}

/**
 * The file itself if it has a rule of its own; the folder in `src/`, or the file where it is in
 * none. A test belongs to the file it tests.
 */
function placeOf(path: string): string {
  const file = path.slice('src/'.length).replace(/\.test\.ts$/, '.ts');
  const [first = ''] = file.split('/');
  return Object.hasOwn(IMPORTS_ALLOWED, file) ? file : first;
}

const LITERAL = [
  /'(?:[^'\\]|\\.)*'/,
  /"(?:[^"\\]|\\.)*"/,
  /`(?:[^`\\]|\\.)*`/,
  /\/(?![*/])(?:[^/\\]|\\.)+\/\w*/,
];
const BEFORE_LITERAL = [
  /[?:+] /,
  /return /,
  /[\w$'-]+: /,
  /(?:export )?const \w+ = /,
  /(?:import|export)\b.* from /,
  /\} from /,
];

/** Lines that nobody can break: a literal with what the formatter leaves around it, or one word. */
const LINES_UNBREAKABLE: readonly RegExp[] = [
  new RegExp(`^\\s*${anyOf(BEFORE_LITERAL)}?${anyOf(LITERAL)}(?:[)\\]},;]*| \\+)$`),
  /^\s*(?:(?:\/\/|\/?\*+)\s*)?(?:@see\s+)?\S+$/,
];

function anyOf(forms: readonly RegExp[]): string {
  return `(?:${forms.map((form) => form.source).join('|')})`;
}

function checkLineLength(file: TextFile): string[] {
  if (!isCode(file.path)) return [];
  return linesWhere(file, (line) => {
    const columns = [...line].length;
    if (columns <= LINE_COLUMNS_MAX || LINES_UNBREAKABLE.some((form) => form.test(line))) {
      return null;
    }
    return `${columns} columns, but a line has ${LINE_COLUMNS_MAX} at most`;
  });
}

const VAGUE_NAME = /(?:^|[/.-])(utils?|helpers?|common|misc)(?=[/.])/;

function checkFileName({ path }: TextFile): string[] {
  const [, vague] = VAGUE_NAME.exec(path) ?? [];
  return vague === undefined ? [] : [`${path}: "${vague}" does not say what the file holds`];
}

const OPEN_MARK = /(?:\/\/|^\s*\/?\*).*\b(TODO|FIXME|XXX|HACK)\b(?!.*#\d)/;

function checkOpenMarks(file: TextFile): string[] {
  if (!isCode(file.path)) return [];
  return linesWhere(file, (line) => {
    const [, mark] = OPEN_MARK.exec(line) ?? [];
    return mark === undefined ? null : `${mark} without the number of an issue (#123)`;
  });
}

/** In line comments and plain block comments; doc comments do not count, they show examples. */
const CODE_IN_COMMENT = [
  /^\s*\/\/\s*(?:const|let|import|export|await|return)\s.*[;{('"`]$/,
  /^\s*\/\/.*\{$/,
  /^\s*\/\/.*(?:=|\w\().*;$/,
  /^\s*\/\/\s*(?:\S+;|[})\]]+[;,]?)$/,
];

function checkCommentedOutCode(file: TextFile): string[] {
  if (!isCode(file.path)) return [];
  const blocksAsLines = file.text.replace(/^\s*\/\*(?!\*)[\s\S]*?\*\//gm, (block) =>
    block.replace(/\s*\*\/$/, '').replace(/^[ \t]*(?:\/\*|\*)?[ \t]*(?=\S)/gm, '// '),
  );
  return linesWhere({ path: file.path, text: blocksAsLines }, (line) =>
    CODE_IN_COMMENT.some((form) => form.test(line)) ? 'code in a comment; delete it' : null,
  );
}

const MACHINE_PATH = /(?<![\w.-])\/(?:work|tmp|root|Users|home\/\w+)\//;

function checkMachinePaths(file: TextFile): string[] {
  return linesWhere(file, (line) => {
    const [found] = MACHINE_PATH.exec(line) ?? [];
    return found === undefined ? null : `${found} is a path of one machine`;
  });
}

function checkLockFile(file: TextFile): string[] {
  if (file.path !== 'package-lock.json') return [];
  return linesWhere(file, (line) =>
    line.includes('"resolved":')
      ? 'names where the package was fetched; .npmrc leaves it out: run npm install again'
      : null,
  );
}

function linesWhere(file: TextFile, problemOf: (line: string) => string | null): string[] {
  return file.text.split('\n').flatMap((line, index) => {
    const problem = problemOf(line);
    return problem === null ? [] : [`${file.path}:${index + 1}: ${problem}`];
  });
}
