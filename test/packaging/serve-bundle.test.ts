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
const CONSOLE = 'src/console-server/consoles.ts';
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

/**
 * What an entry point loads at once or later. The command test-server is a bundle of its own.
 *
 * @param isLoaded whether an output is loaded when it is imported.
 */
function loadedBy(
  entryPoint: string,
  isLoaded: (output: Output) => boolean = () => true,
): ReadonlySet<Output> {
  const [entry] = [...outputs].find(([, output]) => output.entryPoint === entryPoint) ?? [];
  assert.ok(entry, entryPoint);
  const loaded = new Set<Output>();
  const visit = (path: string) => {
    const output = outputs.get(path);
    if (!output || loaded.has(output) || !isLoaded(output)) return;
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

  it('has the console behind one import, which serve makes when the console is on', () => {
    const isOff = ({ entryPoint }: Output) => entryPoint !== CONSOLE;
    const off = [...loadedBy('src/cli/commands/serve.ts', isOff)];
    const inputs = off.flatMap((output) => Object.keys(output.inputs));
    assert.ok(inputs.includes('src/server.ts'));
    assert.deepEqual(
      inputs.filter((input) => /^src\/(console|journal|json-api)/.test(input)),
      [],
    );
    const on = [...loadedBy('src/cli/commands/serve.ts')];
    assert.ok(on.some((output) => 'src/console-server/console-plugin.ts' in output.inputs));
  });

  it('has no test controls in any command except test-server', () => {
    const loaded = loadedBy(MAIN);
    assert.deepEqual(testingCodeIn(loaded), []);
    const apart = [...loaded].flatMap(({ imports }) => imports.filter(isTestServer));
    assert.equal(apart.length, 1);
  });
});
