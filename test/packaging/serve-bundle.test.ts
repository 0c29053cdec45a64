/** The code that steers test servers is in the package, but `serve` never loads it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Metafile } from 'esbuild';

const root = join(import.meta.dirname, '../..');
const MAIN = 'src/cli/bin.ts';
const LIBRARY = 'src/testing/testing.ts';
const TEST_SERVER = 'src/cli/commands/test-server.ts';

type Output = Metafile['outputs'][string];

let folder = '';
let outputs: ReadonlyMap<string, Output>;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'ticketoffice-bundle-'));
  const metafile = join(folder, 'meta.json');
  const script = join(root, 'scripts/bundle.ts');
  execFileSync(process.execPath, [script, join(folder, 'dist'), metafile]);
  outputs = new Map(
    Object.entries((JSON.parse(readFileSync(metafile, 'utf8')) as Metafile).outputs),
  );
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** What an entry point loads at once or later. The command test-server is a bundle of its own. */
function loadedBy(entryPoint: string): ReadonlySet<Output> {
  const [entry] = [...outputs].find(([, output]) => output.entryPoint === entryPoint) ?? [];
  assert.ok(entry, entryPoint);
  const loaded = new Set<Output>();
  const visit = (path: string) => {
    const output = outputs.get(path);
    if (!output || loaded.has(output)) return;
    loaded.add(output);
    for (const imported of output.imports) visit(imported.path);
  };
  visit(entry);
  return loaded;
}

function isTestServer({ path }: { readonly path: string }): boolean {
  return path === './cli/commands/test-server.js';
}

function testingCodeIn(loaded: Iterable<Output>): readonly string[] {
  const inputs = [...loaded].flatMap((output) => Object.keys(output.inputs));
  return inputs.filter((input) => relative('src/testing', input).startsWith('..') === false);
}

describe('the bundle', () => {
  it('has the control API for test-server and for ticketoffice/testing', () => {
    for (const entryPoint of [TEST_SERVER, LIBRARY]) {
      const inputs = testingCodeIn(loadedBy(entryPoint));
      assert.ok(inputs.includes('src/testing/start-test-server.ts'), entryPoint);
      assert.ok(inputs.includes('src/testing/control/control-plugin.ts'), entryPoint);
    }
  });

  it('has no test controls in serve', () => {
    const serve = loadedBy('src/cli/commands/serve.ts');
    assert.ok([...serve].some(({ inputs }) => 'src/server.ts' in inputs));
    assert.deepEqual(testingCodeIn(serve), []);
  });

  it('has no test controls in any command except test-server', () => {
    const loaded = loadedBy(MAIN);
    assert.deepEqual(testingCodeIn(loaded), []);
    const apart = [...loaded].flatMap(({ imports }) => imports.filter(isTestServer));
    assert.equal(apart.length, 1);
  });
});
