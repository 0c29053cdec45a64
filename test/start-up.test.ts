/** What a start loads. Each file takes time, so files that are not needed are loaded later. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { SOURCES } from './support/program.ts';
import { ServerProcess } from './support/server-process.ts';

const ROOT = join(import.meta.dirname, '..');
/** The limit on our own files. There are hundreds of source files. */
const FILES_MAX = 75;
const TELL_LOADED = pathToFileURL(join(import.meta.dirname, 'support/tell-loaded.ts'));

const TELL_PRAGMAS = `data:text/javascript,${encodeURIComponent(`
  import { DatabaseSync } from 'node:sqlite';
  const { exec } = DatabaseSync.prototype;
  DatabaseSync.prototype.exec = function (statement) {
    console.log(statement);
    return exec.call(this, statement);
  };
`)}`;

async function loadedBy(
  context: TestContext,
  args: readonly string[],
  main: string,
): Promise<readonly string[]> {
  const environment = { NODE_OPTIONS: `--import=${TELL_LOADED}` };
  const started = ServerProcess.start(context, args, environment, main);
  if (args.includes('--port')) {
    await started.waitForLine(/http:\/\/127\.0\.0\.1:\d+/);
    started.kill('SIGTERM');
  }
  assert.equal(await started.exited, 0, started.stderr);
  const [line] = await started.waitForLine(/^\{"loaded":.*$/);
  const told: { readonly loaded: readonly string[] } = JSON.parse(line);
  return told.loaded;
}

function matchesOf(loaded: readonly string[], pattern: RegExp): readonly string[] {
  const found = loaded.flatMap((name) => pattern.exec(name)?.[1] ?? []);
  return [...new Set(found)].sort();
}

const packagesOf = (loaded: readonly string[]) =>
  matchesOf(loaded, /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/);
const commandsOf = (loaded: readonly string[]) =>
  matchesOf(loaded, /\/src\/cli\/commands\/(.+)\.ts$/);

test('a starting demo loads everything for SOAP from the bundle', async (context) => {
  const loaded = await loadedBy(context, ['demo', '--port', '0'], SOURCES);
  assert.deepEqual(commandsOf(loaded), ['demo']);
  assert.deepEqual(
    packagesOf(loaded).filter((name) => !BROUGHT_BY_PINO.includes(name)),
    ['commander', 'jose', 'kysely', 'leven', 'lru-cache', 'pino', 'zod'],
  );
  const unneeded = /^NativeModule (internal\/deps\/undici\/undici|tls)$/;
  assert.deepEqual(matchesOf(loaded, unneeded), []);
});

/** The folders of the console, of its journal, and of what they need alone. */
const CONSOLE_FILES = /\/(src\/(?:console|console-\w+|journal|json-api)\/.*)/;

test('serve loads nothing of the console while it is off', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'ticketoffice-test-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const data = join(folder, 'data');
  assert.equal(await ServerProcess.start(context, ['init', '--data', data]).exited, 0);
  const args = ['serve', '--data', data, '--port', '0'];
  assert.deepEqual(matchesOf(await loadedBy(context, args, SOURCES), CONSOLE_FILES), []);
  const on = await loadedBy(context, [...args, '--console-port', '0'], SOURCES);
  assert.ok(matchesOf(on, CONSOLE_FILES).length > 10);
  // The first request to the console loads these.
  assert.deepEqual(packagesOf(on).includes('fastify'), false);
});

test('--version loads no command', async (context) => {
  const loaded = await loadedBy(context, ['--version'], SOURCES);
  assert.deepEqual(commandsOf(loaded), []);
  assert.deepEqual(packagesOf(loaded), ['commander']);
});

test('the package has few files, which find their resources', async (context) => {
  const main = makePackage(context);
  const started = await loadedBy(context, ['demo', '--port', '0'], main);
  assert.deepEqual(packagesOf(started), []);
  const { length } = matchesOf(started, /\/ticketoffice-test-\w+(\/dist\/.*)/);
  assert.ok(length > 1 && length < FILES_MAX, `${length} files`);
  const served = ServerProcess.start(context, ['demo', '--port', '0'], {}, main);
  const [url] = await served.waitForLine(/http:\/\/127\.0\.0\.1:\d+/);
  // Loaded at the first request for it.
  const answer = await fetch(`${url}/api/openapi.json`);
  assert.equal(answer.status, 200);
  assert.equal(refusalBy(main), refusalBy(join(ROOT, 'src/cli/bin.ts')));
});

/** Returns a message of Zod. The bundle must contain the locale file that the text comes from. */
function refusalBy(main: string): string {
  const args = ['--disable-warning=ExperimentalWarning', main, 'serve', '--host', ''];
  const { stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  assert.match(stderr, /^error: --host: .* string/);
  return stderr;
}

test('a demo only uses the disk if its data is kept', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'ticketoffice-test-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const environment = { NODE_OPTIONS: `--import=${TELL_PRAGMAS}` };
  for (const [given, expected] of [
    [['--data', folder], ['full']],
    // The same again, to test that it opens an existing database.
    [['--data', folder], ['full']],
    [[], []],
  ] as const) {
    const args = ['demo', '--port', '0', ...given];
    const started = ServerProcess.start(context, args, environment);
    await started.waitForLine(/http:\/\/127\.0\.0\.1:\d+/);
    started.kill('SIGTERM');
    await started.exited;
    const told = matchesOf(started.stdout.split('\n'), /^pragma synchronous = (\w+);/);
    assert.deepEqual(told, expected, args.join(' '));
  }
});

/** Makes the installed package, with the repository's dependencies. */
function makePackage(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'ticketoffice-test-'));
  context.after(() => rmSync(folder, { recursive: true }));
  for (const name of ['package.json', 'seeds', 'node_modules']) {
    symlinkSync(join(ROOT, name), join(folder, name));
  }
  execFileSync(process.execPath, [join(ROOT, 'scripts/bundle.ts'), join(folder, 'dist')]);
  return join(folder, 'dist/cli/bin.js');
}

const BROUGHT_BY_PINO = [
  '@pinojs/redact',
  'atomic-sleep',
  'on-exit-leak-free',
  'pino-std-serializers',
  'quick-format-unescaped',
  'safe-stable-stringify',
  'sonic-boom',
  'thread-stream',
];
