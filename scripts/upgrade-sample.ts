/**
 * Makes samples for `test/upgrade/`: installations as one version of the program leaves them, with
 * what a client of theirs holds. To be run at the commit of a release, before its schema is
 * history: `node scripts/upgrade-sample.ts src/cli/main.ts 3` for the schema 3.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { TicketofficeClient } from '../src/client/client.ts';

const [main = '', schema = ''] = process.argv.slice(2);
const program = ['--disable-warning=ExperimentalWarning', resolve(main)];
const userName = 'anna';
const password = 'password of anna';
const contextIdentifier = 'Cust12345';
const samples = join(import.meta.dirname, '../test/upgrade');

async function run(input: string, ...args: readonly string[]): Promise<string> {
  const running = promisify(execFile)(process.execPath, [...program, ...args]);
  running.child.stdin?.end(input);
  return (await running).stdout;
}

async function serve(data: string) {
  const args = [...program, 'serve', '--data', data, '--port', '0'];
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let url = '';
  for await (const line of createInterface(server.stdout)) {
    url = JSON.parse(line).url ?? '';
    if (url !== '') break;
  }
  server.stdout.resume();
  const stop = async () => {
    server.kill('SIGTERM');
    await once(server, 'exit');
  };
  return { url, stop };
}

async function logIn(client: TicketofficeClient) {
  const login = await client.soPrincipal.AuthenticateUsernamePassword({
    UserName: userName,
    Password: password,
  });
  const ticket = login.Credentials?.Ticket ?? '';
  const headers = { Credentials: { Ticket: ticket } };
  const { Response } = await client.user.GetAccessToken({ IncludeCsSession: true }, headers);
  return { ticket, accessToken: Response ?? '' };
}

async function makeSample(data: string, online: boolean): Promise<void> {
  const at = ['--data', data];
  const tenant = online ? ['--tenant', contextIdentifier] : [];
  let applicationToken = '';
  if (online) {
    await run('', 'init', '--mode', 'online', ...at);
    await run('', 'tenant', 'add', contextIdentifier, '--company', 'Fjord Shipping AS', ...at);
    const rights = ['--agents', 'User', '--tenants', contextIdentifier];
    const added = await run('', 'app', 'add', 'Fjord Reports', ...rights, '--json', ...at);
    applicationToken = JSON.parse(added).applicationToken;
  } else await run('', 'init', '--company', 'Fjord Shipping AS', ...at);
  const user = ['--cs-user', '7', '--email', 'anna@example.com', '--password-stdin'];
  await run(password, 'user', 'add', userName, ...user, ...tenant, ...at);
  await run(password, 'user', 'add', 'bjarne', '--password-stdin', ...tenant, ...at);
  await run('', 'user', 'disable', 'bjarne', ...tenant, ...at);
  const { url, stop } = await serve(data);
  const baseUrl = online ? `${url}/${contextIdentifier}` : url;
  const client = new TicketofficeClient({
    baseUrl,
    userName,
    password,
    ...(online && { applicationToken }),
  });
  const kept = await logIn(client);
  const revoked = await logIn(client);
  await run('', 'ticket', 'revoke', revoked.ticket, ...at);
  await stop();
  const sample = join(samples, `schema-${schema}-${online ? 'online' : 'onsite'}`);
  await mkdir(sample, { recursive: true });
  await copyFile(join(data, 'master.key'), join(sample, 'master.key'));
  const database = await readFile(join(data, 'ticketoffice.db'));
  await writeFile(join(sample, 'ticketoffice.db.gz'), gzipSync(database, { level: 9 }));
  const place = online ? { contextIdentifier, applicationToken } : {};
  const held = { madeAtMs: Date.now(), userName, password, ...place, kept, revoked };
  await writeFile(join(sample, 'held.json'), `${JSON.stringify(held, null, 2)}\n`);
}

for (const online of schema === '1' ? [false] : [false, true]) {
  const data = await mkdtemp(join(tmpdir(), 'ticketoffice-sample-'));
  await makeSample(data, online).finally(() => rm(data, { recursive: true }));
}
