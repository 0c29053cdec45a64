/**
 * Runs `gateway.conf`: an installation of Ticketoffice, an API, and nginx between them and the
 * world. Shows that an access token opens the way, also for a body, and does so no more once its
 * ticket is revoked.
 *
 * Usage: npx node examples/nginx/run.ts, where nginx is installed.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';

const repository = join(import.meta.dirname, '../..');
const program = [
  '--disable-warning=ExperimentalWarning',
  join(repository, 'src/cli/main.ts'),
] as const;
const user = 'anna';
const password = randomBytes(12).toString('base64url');

/** Runs a command of Ticketoffice and answers what it printed. */
async function ticketoffice(input: string, ...args: string[]): Promise<string> {
  const running = promisify(execFile)(process.execPath, [...program, ...args], { timeout: 30_000 });
  running.child.stdin?.end(input);
  return (await running).stdout;
}

async function listen(server: Server): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await once(server.close(), 'close');
  return port;
}

/** The API of somebody else, which believes whoever gets through. */
function createApi(): Server {
  return createServer(async (request, response) => {
    response.end(`the API got ${request.method} with "${await text(request)}"\n`);
  });
}

async function startTicketoffice(data: string, port: number): Promise<ChildProcess> {
  const server = spawn(
    process.execPath,
    [...program, 'serve', '--data', data, '--port', String(port)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  for await (const line of createInterface(server.stdout)) {
    if (JSON.parse(line).msg === 'ready') break;
  }
  server.stdout.resume();
  return server;
}

/** @param ports what to put in the place of those in `gateway.conf`. */
async function startNginx(
  directory: string,
  ports: ReadonlyMap<string, number>,
): Promise<ChildProcess> {
  let gateway = await readFile(join(import.meta.dirname, 'gateway.conf'), 'utf8');
  for (const [written, port] of ports) gateway = gateway.replaceAll(`:${written}`, `:${port}`);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${directory}/${kind};`)
    .join('\n');
  const main = `
    daemon off;
    pid ${directory}/nginx.pid;
    error_log stderr warn;
    events {}
    http { access_log off; ${temporary}
    ${gateway} }`;
  const file = join(directory, 'nginx.conf');
  await writeFile(file, main);
  const nginx = spawn('nginx', ['-e', 'stderr', '-c', file, '-p', directory], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await once(nginx, 'spawn');
  await waitFor(ports.get('8090') ?? 0, nginx);
  return nginx;
}

/** Until something listens there, or what was to listen has ended. */
async function waitFor(port: number, listener: ChildProcess): Promise<void> {
  while (listener.exitCode === null) {
    const socket = connect(port, '127.0.0.1');
    const listens = await new Promise((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (listens) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('nginx did not start.');
}

async function stop(child: ChildProcess | null): Promise<void> {
  if (child === null || child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** Asks the API through nginx, and says what came back. */
async function ask(
  url: string,
  what: string,
  token: string | null,
  request: RequestInit = {},
): Promise<void> {
  const headers = token === null ? {} : { Authorization: `Bearer ${token}` };
  const response = await fetch(url, { ...request, headers });
  const answer = response.ok ? await response.text() : response.headers.get('www-authenticate');
  console.log(`${what}: ${response.status} ${answer?.trim()}`);
}

const directory = await mkdtemp(join(tmpdir(), 'ticketoffice-nginx-'));
const api = createApi();
let server: ChildProcess | null = null;
let nginx: ChildProcess | null = null;
try {
  const data = join(directory, 'data');
  const port = await freePort();
  await ticketoffice('', 'init', '--data', data, '--company', 'Fjord Shipping AS');
  await ticketoffice(password, 'user', 'add', user, '--password-stdin', '--data', data);
  server = await startTicketoffice(data, port);
  const gatewayPort = await freePort();
  nginx = await startNginx(
    directory,
    new Map([
      ['8088', port],
      ['8089', await listen(api)],
      ['8090', gatewayPort],
    ]),
  );
  const call = ['call', '--url', `http://127.0.0.1:${port}`, '--user', user, '--password-stdin'];
  const token = (await ticketoffice(password, ...call)).trim();
  const url = `http://127.0.0.1:${gatewayPort}/ships`;
  await ask(url, 'without a token', null);
  await ask(url, 'with an access token', token);
  await ask(url, 'and with a body', token, { method: 'POST', body: 'a ship' });
  await ticketoffice('', 'ticket', 'revoke', '--user', user, '--data', data);
  await ask(url, 'after ticket revoke', token);
} finally {
  await Promise.all([stop(nginx), stop(server)]);
  api.close();
  await rm(directory, { recursive: true, force: true });
}
