/** Runs nginx with a configuration for as long as a test needs it. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const skipWithoutNginx: string | false =
  spawnSync('nginx', ['-v']).error !== undefined && 'nginx is not installed';

export interface RunningNginx {
  close(): Promise<void>;
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}

/**
 * Returns once nginx listens.
 *
 * @param configure returns the main configuration. It gets a folder for temporary files.
 */
export async function startNginx(
  port: number,
  configure: (folder: string) => string | Promise<string>,
): Promise<RunningNginx> {
  const folder = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
  const file = join(folder, 'nginx.conf');
  await writeFile(file, await configure(folder));
  const args = ['-e', 'stderr', '-p', folder, '-c', file, '-g', 'daemon off;'];
  const nginx = spawn('nginx', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  nginx.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const exited = once(nginx, 'exit');
  const close = async () => {
    nginx.kill('SIGTERM');
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
  while (!(await listens(port))) assert.equal(nginx.exitCode, null, said);
  return { close };
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const isThere = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  });
  socket.destroy();
  return isThere;
}
