/** The commands in docs/oauth.md work when they are pasted. */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { promisify } from 'node:util';
import { ServerProcess } from '../support/server-process.ts';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);
const skip = spawnSync('curl', ['--version']).status === 0 ? false : 'curl is missing';

it('the commands and the program in docs/oauth.md work', { skip }, async (context) => {
  const page = await readFile(join(root, 'docs/oauth.md'), 'utf8');
  const [, lines = ''] = /```sh\n(.*?)```/s.exec(page) ?? [];
  const [, program = ''] = /```ts\n(.*?)```/s.exec(page) ?? [];
  const demo = ServerProcess.start(context, ['demo', '--online', '--port', '0']);
  const [, url = ''] = await demo.waitForLine(/(http:\/\/127\.0\.0\.1:\d+)\/Cust12345/);
  const here = (text: string) => text.replaceAll('http://127.0.0.1:8088', url);

  const PATH = `${join(root, 'node_modules/.bin')}:${process.env['PATH']}`;
  const env = { ...process.env, PATH };
  const { stdout } = await run('sh', ['-euc', here(lines)], { env });
  const [told = '', jwt = '', revoked, after] = stdout.split(/\n+/);
  const { active, username, client_id: clientId } = JSON.parse(told);
  assert.deepEqual([active, username, clientId], [true, 'demo', 'demo-integration']);
  assert.match(jwt, /^eyJ/);
  assert.deepEqual([revoked, after], ['{}', '{"active":false}']);

  const folder = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
  try {
    const file = join(folder, 'program.ts');
    await writeFile(file, here(program).replace("'jose'", `'${import.meta.resolve('jose')}'`));
    const verified = await run(process.execPath, [file, jwt]);
    assert.equal(verified.stdout, 'user 1 by demo-integration\n');
    await assert.rejects(run(process.execPath, [file, `${jwt.slice(0, -8)}AAAAAAAA`]));
  } finally {
    await rm(folder, { recursive: true });
  }
});
