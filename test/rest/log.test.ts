/** The log of requests to REST. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { authorization, callRest, currentPrincipal } from '../support/rest-calls.ts';
import { ServerProcess } from '../support/server-process.ts';

it('a refused password is logged as a refused login, without the password', {
  timeout: 30_000,
}, async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  const data = join(folder, 'data');
  const init = ServerProcess.start(context, ['init', '--data', data, '--company', 'Test']);
  assert.equal(await init.exited, 0, init.stderr);
  const server = ServerProcess.start(context, ['serve', '--data', data, '--port', '0']);
  const url = await server.ready();
  const proof = authorization.basic('anna', 'hunter2-secret');
  const answer = await callRest(url, currentPrincipal, { authorization: proof });
  assert.equal(answer.status, 401);
  await server.waitForLine(/"msg":"login refused"/);
  assert.match(server.stdout, /"operation":"User\.currentPrincipal","outcome":"login-refused"/);
  server.kill('SIGTERM');
  await server.exited;
  const [, encoded = ''] = proof.split(' ');
  for (const secret of ['hunter2-secret', encoded])
    assert.ok(!(server.stdout + server.stderr).includes(secret));
});
