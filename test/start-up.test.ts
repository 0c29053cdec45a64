/** What a start loads: each file takes time, so one that is not needed waits until it is. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ServerProcess } from './support/server-process.ts';

const TELL_LOADED = pathToFileURL(join(import.meta.dirname, 'support/tell-loaded.ts'));

async function loadedBy(context: TestContext, args: readonly string[]): Promise<readonly string[]> {
  const environment = { NODE_OPTIONS: `--import=${TELL_LOADED}` };
  const started = ServerProcess.start(context, args, environment);
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

test('a demo that starts loads what it needs to serve SOAP from its file', async (context) => {
  const loaded = await loadedBy(context, ['demo', '--port', '0']);
  assert.deepEqual(commandsOf(loaded), ['demo']);
  assert.deepEqual(
    packagesOf(loaded).filter((name) => !BROUGHT_BY_PINO.includes(name)),
    ['commander', 'jose', 'kysely', 'lru-cache', 'pino', 'yaml', 'zod'],
  );
  assert.deepEqual(matchesOf(loaded, /(undici)/), [], 'the client that node:http offers');
});

test('the version is told without any command', async (context) => {
  const loaded = await loadedBy(context, ['--version']);
  assert.deepEqual(commandsOf(loaded), []);
  assert.deepEqual(packagesOf(loaded), ['commander']);
});

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
