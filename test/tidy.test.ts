/**
 * The house rules as a test: each rule must find its samples and nothing in the repository. The
 * rules and their reasons are in `tidy-rules.ts`.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { importCircles, rules, type TextFile } from './tidy-rules.ts';

/** Built from parts, so that this file does not break the rule itself. */
const todo = ['TO', 'DO'].join('');
const wide = 'word '.repeat(24);
const long = 'w'.repeat(100);
const pathOn = (folder: string) => ['', folder, 'ticketoffice'].join('/');

interface Samples {
  /** Each sample must be found, with this text in the message. */
  readonly broken: readonly (readonly [path: string, text: string, message: RegExp])[];
  readonly kept: readonly (readonly [path: string, text: string])[];
}

const samples: Record<keyof typeof rules, Samples> = {
  'imports go the way that the design draws': {
    broken: [
      [
        'src/domain/a.ts',
        "import { a } from '../xml/a.ts';",
        /^src\/domain\/a\.ts:1: .*src\/xml\//,
      ],
      ['src/media/a.ts', "import type { A } from '../domain/a.ts';", /may import nothing of ours/],
      ['src/xsd/a.ts', "export { A } from '../contract/a.ts';", /src\/xsd may import xml/],
      ['src/contract/b/c.ts', "import '../../xml/a.ts';", /src\/contract may import xsd/],
      ['src/handlers/a.ts', "import { a } from '../soap/a.ts';", /may import contract, domain/],
      ['src/soap/a.ts', "import { A } from '../domain/ticket.ts';", /domain\/errors\.ts/],
      [
        'src/http/a.ts',
        "import {\n  a,\n} from '../xml/a.ts';",
        /a\.ts:1: imports src\/xml\/a\.ts/,
      ],
      ['src/http/a.ts', "// why\nconst a = await import('../domain/a.ts');", /a\.ts:2: imports/],
      ['src/storage/a.ts', "import { a } from '../http/a.ts';", /src\/storage may import domain/],
      ['src/client/a.ts', "import { a } from '../soap/endpoint.ts';", /src\/client may import/],
      ['src/client/a.ts', "import { a } from '../domain/errors.ts';", /src\/client may import/],
      ['src/http/a.ts', "import { serve } from '../server.ts';", /imports src\/server\.ts/],
      ['src/server.ts', "import { main } from './cli/main.ts';", /src\/server\.ts may import/],
      ['src/domain/a.ts', "import { a } from '../../test/support/a.ts';", /test\/support/],
      ['src/xml/a.test.ts', "import { a } from '../soap/a.ts';", /imports src\/soap\/a\.ts/],
      ['src/domain/a.ts', "import a from '../../package.json';", /imports package\.json/],
      [
        'src/storage/a.ts',
        "import { TenantServices } from '../tenant-services.ts';",
        /imports src\/tenant-services\.ts/,
      ],
      ['src/cli/commands/serve.ts', "await import('../../testing/a.ts');", /imports src\/testing/],
      ['src/server.ts', "import { a } from './testing/a.ts';", /imports src\/testing\/a\.ts/],
      ['src/testing/a.ts', "import { a } from '../cli/a.ts';", /src\/testing may import/],
      ['src/console/a.tsx', "import type { A } from '../domain/a.ts';", /src\/console may/],
      ['src/web/a.ts', "import { a } from '../console/a.ts';", /src\/web may import/],
      ['src/tools/a.ts', '', /src\/tools has no import rule/],
    ],
    kept: [
      ['src/domain/a.ts', "import { a } from './b.ts';\nimport { b } from 'node:fs';"],
      ['src/soap/a.ts', "import { DomainError } from '../domain/errors.ts';"],
      ['src/cli/commands/test-server.ts', "import { a } from '../../testing/a.ts';"],
      ['src/client/a.ts', "import { a } from '../soap/fault.ts';"],
      ['src/cli/a.ts', "import { a } from '../server.ts';\nimport { b } from '../storage/b.ts';"],
      ['src/product.ts', "import a from '../package.json' with { type: 'json' };"],
      ['src/xml/a.test.ts', "import { a } from '../../test/support/a.ts';"],
      ['src/xml/a.ts', "/**\n * import { a } from '../soap/a.ts';\n */"],
      ['src/xml/a.ts', "  // import('../soap/a.ts')"],
      ['test/a.ts', "import { a } from '../src/cli/main.ts';"],
    ],
  },
  'the pages of the console take only types from elsewhere': {
    broken: [
      [
        'src/console/pages/a.tsx',
        "import { a } from '../../console-api/a.ts';",
        /^src\/console\/pages\/a\.tsx:1: imports src\/console-api\/a\.ts/,
      ],
      ['src/console/a.ts', "export { A } from '../console-api/a.ts';", /may only import type/],
    ],
    kept: [
      ['src/console/a.tsx', "import type { A } from '../console-api/a.ts';"],
      ['src/console/pages/a.tsx', "import { A } from '../parts/a.tsx';\nimport 'preact';"],
      ['src/console-server/a.ts', "import { a } from '../console-api/a.ts';"],
    ],
  },
  'a line has 100 columns at most': {
    broken: [
      ['src/a.ts', `\n// ${wide}.`, /^src\/a\.ts:2: 124 columns, but a line has 100/],
      ['src/a.ts', `call('${wide}', 1);`, /columns/],
      ['src/a.ts', `const a = '${wide}' + b;`, /columns/],
      ['src/a.ts', `  * @see ${wide}.`, /columns/],
      ['src/a.ts', `/** ${wide} */`, /columns/],
    ],
    kept: [
      ['src/a.ts', 'w'.repeat(99)],
      ['src/a.ts', `  '${wide}',`],
      ['src/a.ts', `  key: \`\${a} ${wide}\`,`],
      ['src/a.ts', `    '${wide}\\'' +`],
      ['src/a.ts', `  : '${wide}';`],
      ['src/a.ts', `  return "${wide}";`],
      ['src/a.ts', `const A_B = /${wide}\\/[\\w]/g;`],
      ['src/a.ts', `import { a } from './${long}.ts';`],
      ['src/a.ts', ` * @see https://example.org/${long}`],
      ['docs/a.md', wide],
    ],
  },
  'a file is named for what it holds': {
    broken: [
      ['src/xml/utils.ts', '', /^src\/xml\/utils\.ts: "utils"/],
      ['src/xml/xml-util.ts', '', /"util"/],
      ['test/helpers/a.ts', '', /"helpers"/],
      ['src/common.test.ts', '', /"common"/],
      ['misc/a.md', '', /"misc"/],
    ],
    kept: [
      ['src/xml/uncommon.ts', ''],
      ['src/http/common-name.ts', ''],
    ],
  },
  'what is left to do has an issue': {
    broken: [
      ['src/a.ts', `a(); // ${todo}: more`, new RegExp(`^src/a\\.ts:1: ${todo} without`)],
      ['src/a.ts', `/**\n * ${todo} more\n */`, /^src\/a\.ts:2: /],
    ],
    kept: [
      ['src/a.ts', `// ${todo}(#12): more`],
      ['src/a.ts', `const a = '${todo}';`],
    ],
  },
  'no code is commented out': {
    broken: [
      ['src/a.ts', '\n  // a.b(1);', /^src\/a\.ts:2: code in a comment/],
      ['src/a.ts', '// const a = {', /code/],
      ['src/a.ts', "// import { a } from 'a';", /code/],
      ['src/a.ts', '// return a;', /code/],
      ['src/a.ts', '// await a(', /code/],
      ['src/a.ts', '// if (a) {', /code/],
      ['src/a.ts', '// }', /code/],
      ['src/a.ts', '// index++;', /code/],
      ['src/a.ts', 'a();\n\n/*\n  b.c();\n*/', /^src\/a\.ts:4: /],
      ['src/a.ts', '  /* b.c(); */', /^src\/a\.ts:1: /],
    ],
    kept: [
      ['src/a.ts', '// It is read once;\n// return to it when it changes.'],
      ['src/a.ts', '// let it be, import nothing'],
      ['src/a.ts', "// It is the user's own (or nobody's);\n// then this."],
      ['src/a.ts', "/**\n * const a = await b({ c: '1' });\n */"],
      ['src/a.ts', "const all = 'src/**/*.ts';\na('https://example.org/');"],
    ],
  },
  'no path of one machine': {
    broken: [
      ['docs/a.md', `\nSee ${pathOn('work')}.`, /^docs\/a\.md:2: \/work\/ is a path/],
      ['a.json', `"${pathOn('tmp')}"`, /\/tmp\//],
      ['a.md', `file://${pathOn('home/me')}`, /\/home\/me\//],
    ],
    kept: [
      ['a.md', `https://example.org${pathOn('work')}`],
      ['a.md', `node_modules${pathOn('tmp')} and art${pathOn('works')}`],
    ],
  },
  'the lock file names no registry': {
    broken: [
      ['package-lock.json', '{\n"resolved": "https://example.org/a.tgz" }', /json:2: names/],
    ],
    kept: [
      ['package-lock.json', '{ "funding": { "url": "https://example.org/" } }'],
      ['docs/a.md', '"resolved": "https://example.org/a.tgz"'],
    ],
  },
};

const root = join(import.meta.dirname, '..');
const files = readTree(root);

test('the files of the repository are read', () => {
  const paths = files.map((file) => file.path);
  for (const path of ['src/domain/errors.ts', 'test/tidy.test.ts', 'package-lock.json']) {
    assert.ok(paths.includes(path), `${path} is not among the ${paths.length} files read`);
  }
});

for (const [name, rule] of Object.entries(rules)) {
  describe(name, () => {
    const { broken, kept } = samples[name as keyof typeof rules];

    test('in this repository', () => {
      const found = files.flatMap((file) => rule(file));
      assert.ok(found.length === 0, `\n${found.join('\n')}`);
    });

    test('finds samples that break it', () => {
      for (const [path, text, message] of broken) {
        const found = rule({ path, text });
        assert.equal(found.length, 1, `${path}, ${JSON.stringify(text)}: ${found.join('; ')}`);
        assert.match(found[0] ?? '', message);
      }
    });

    test('accepts samples that keep it', () => {
      for (const [path, text] of kept) assert.deepEqual(rule({ path, text }), []);
    });
  });
}

describe('no files import each other in a circle, not even types', () => {
  test('in this repository', () => {
    const sources = files.filter(({ path }) => /\.tsx?$/.test(path));
    assert.ok(sources.length > 500, `${sources.length} files`);
    assert.deepEqual(importCircles(sources), []);
  });

  test('tells samples with and without a circle apart', () => {
    const a = { path: 'src/a.ts', text: "import type { B } from './b/b.ts';" };
    const b = { path: 'src/b/b.ts', text: "import { a } from '../a.ts';" };
    assert.deepEqual(importCircles([a, b]), ['src/a.ts -> src/b/b.ts -> src/a.ts']);
    const alone = { path: 'src/c.ts', text: "export { C } from './c.ts';" };
    assert.deepEqual(importCircles([alone]), ['src/c.ts -> src/c.ts']);
    const leaf = { path: 'src/b/b.ts', text: '' };
    const twice = { path: 'src/c.ts', text: "import './a.ts';\nimport './b/b.ts';" };
    assert.deepEqual(importCircles([a, leaf, twice]), []);
  });
});

/** Reads every text file that is in the repository or would be added to it. */
function readTree(folder: string): TextFile[] {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const paths = execFileSync('git', list, { cwd: folder, encoding: 'utf8' }).split('\0');
  return paths
    .filter((path) => lstatSync(join(folder, path), { throwIfNoEntry: false })?.isFile())
    .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }))
    .filter((file) => !file.text.includes('\0'));
}
