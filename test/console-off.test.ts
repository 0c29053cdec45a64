/** A server listens for the console only if a setting turns it on. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it, type TestContext } from 'node:test';
import { ServerProcess } from './support/server-process.ts';

const LIMIT = { timeout: 60_000, skip: process.platform !== 'linux' && 'needs /proc' };
/** The state of a listening socket in `/proc/net/tcp`. */
const LISTENING = '0A';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
});
after(() => rm(folder, { recursive: true, force: true }));

it('serve has one listener without the console, and two with it', LIMIT, async (context) => {
  const data = join(folder, 'data');
  assert.equal(await ServerProcess.start(context, ['init', '--data', data]).exited, 0);
  assert.equal(await countListeners(context, data), 1);
  assert.equal(await countListeners(context, data, '--console-port', '0'), 2);
});

async function countListeners(context: TestContext, data: string, ...flags: string[]) {
  const args = ['serve', '--data', data, '--port', '0', ...flags];
  const server = ServerProcess.start(context, args);
  await server.ready();
  const own = await socketsOf(server.pid);
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`/proc/${server.pid}/net/${name}`, 'utf8')),
  );
  const rows = tables.flatMap((table) => table.split('\n').map((row) => row.trim().split(/\s+/)));
  const listening = rows.filter((row) => row[3] === LISTENING && own.has(row[9] ?? ''));
  server.kill('SIGTERM');
  await server.exited;
  return listening.length;
}

/** The inodes of the sockets that a process has open. */
async function socketsOf(pid: number): Promise<ReadonlySet<string>> {
  const names = await readdir(`/proc/${pid}/fd`);
  // Some are closed meanwhile.
  const links = await Promise.all(
    names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')),
  );
  return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
}
