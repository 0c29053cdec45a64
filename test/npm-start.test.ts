/** `npm start`, as a supervisor sees it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';

const skip = process.platform === 'win32' ? 'Windows knows no signals' : false;

const ROOT = join(import.meta.dirname, '..');
const COMPILED = join(ROOT, 'node_modules/.cache/compiled');

it('forwards SIGTERM in every shell, and keeps its compile cache', { skip }, async () => {
  rmSync(COMPILED, { recursive: true, force: true });
  const npm = spawn('npm', ['start', '--silent', '--', 'demo', '--port', '0'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  while (!output.includes('Ctrl+C')) output += (await once(npm.stdout, 'data'))[0];
  const address = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0] ?? '';
  assert.equal((await fetch(address)).status, 200);
  npm.kill('SIGTERM');
  // The pipe ends when the last process that holds it ends: the server.
  await once(npm.stdout.resume(), 'end');
  await assert.rejects(fetch(address));
  assert.ok(existsSync(COMPILED));
});
