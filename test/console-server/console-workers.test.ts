/** The console of several workers: the primary process serves it, and knows what they all do. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { withRegistry } from '../../src/cli/data-option.ts';
import type { JournalEntry } from '../../src/journal/journal-entry.ts';
import { asOperator } from '../support/operator.ts';
import { ServerProcess } from '../support/server-process.ts';
import { callConsole, cookieOf } from './console-scene.ts';

const REQUESTS = 8;

it('has the journal and the counts of all workers', { timeout: 60_000 }, async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  const data = join(folder, 'data');
  assert.equal(await ServerProcess.start(context, ['init', '--data', data]).exited, 0);
  const flags = ['--port', '0', '--console-port', '0', '--journal-level', 'messages'];
  const args = ['serve', '--data', data, '--workers', '2', ...flags];
  const server = ServerProcess.start(context, args);
  const [, consoleUrl = ''] = await server.waitForLine(/"url":"([^"]+)".*the console is served/);
  const url = await server.ready();
  const { secret } = await withRegistry({ data }, (registry) =>
    registry.console.consoleLogins.makeLink(asOperator('administer-installation'), {
      name: 'root@test',
      role: 'viewer',
    }),
  );
  const signedIn = await callConsole(consoleUrl, 'POST', '/api/session/link', { body: { secret } });
  const cookie = cookieOf(signedIn);
  // Each on a connection of its own, which the workers take in turn.
  const headers = { Authorization: 'SOTicket 7T:the-same-ticket', Connection: 'close' };
  for (let count = 0; count < REQUESTS; count += 1) {
    await fetch(`${url}/api/v1/User/currentPrincipal`, { headers });
  }
  const entries = await untilComplete<readonly JournalEntry[]>(
    async () => (await callConsole(consoleUrl, 'GET', '/api/journal', { cookie })).json as never,
    (listed) => listed.length === REQUESTS,
  );
  const workers = new Set(entries.map(({ requestId }) => requestId.split('-')[0]));
  assert.equal(workers.size, 2);
  assert.deepEqual(
    entries.map(({ number }) => number),
    Array.from({ length: REQUESTS }, (_, index) => index + 1),
  );
  // One number for the ticket, whichever worker got it.
  for (const entry of entries) {
    const shown = entry.messages?.requestHead.find(([name]) => name === 'authorization');
    assert.deepEqual(shown, ['authorization', 'SOTicket {{ticket 1}}']);
  }
  const overview = await untilComplete(
    async () =>
      (await callConsole(consoleUrl, 'GET', '/api/overview', { cookie })).json as {
        readonly workers: number;
        readonly scope: string;
        readonly refusals: readonly { readonly count: number }[];
      },
    ({ refusals }) => refusals[0]?.count === REQUESTS,
  );
  assert.equal(overview.workers, 2);
  assert.match(overview.scope, /all 2 workers/);
  server.kill('SIGTERM');
  assert.equal(await server.exited, 0, server.stderr);
});

/** Workers send what they see a moment later. */
async function untilComplete<T>(
  read: () => Promise<T>,
  isComplete: (value: T) => boolean,
): Promise<T> {
  for (;;) {
    const value = await read();
    if (isComplete(value)) return value;
  }
}
