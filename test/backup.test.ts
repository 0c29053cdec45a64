/** Makes a backup of a running installation and restores it as `docs/` describes. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, open, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { exitCodes } from '../src/cli/exit-codes.ts';
import { TicketofficeClient, TransportError } from '../src/client/client.ts';
import { backUpDatabase } from '../src/storage/sqlite/back-up.ts';
import { holdsInstallation } from '../src/storage/sqlite/holds-installation.ts';
import { type CommandLine, createCommandLine } from './support/command-line.ts';
import { MAIN } from './support/program.ts';
import { ServerProcess } from './support/server-process.ts';

const page = readFileSync(new URL('../docs/operations.md', import.meta.url), 'utf8');
const [, section = ''] = /^## Backup and restore\n(.*?)^## /ms.exec(page) ?? [];
const [backupSteps = '', restoreSteps = ''] = [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(
  ([, steps = '']) => steps,
);

let cli: CommandLine;
before(async () => {
  cli = await createCommandLine();
  await cli.addUser('anna', '--cs-user', '7');
  await mkdir(join(cli.data, 'keys'));
});
after(() => cli.close());

/** Runs commands from the page in a folder where `./data` is the installation. */
async function runSteps(steps: string): Promise<string> {
  const command = `"${process.execPath}" --disable-warning=ExperimentalWarning "${MAIN}"`;
  const script = `set -e\nticketoffice() { ${command} "$@"; }\n${steps.replaceAll('./data', '.')}`;
  const { stdout, stderr } = await promisify(execFile)('sh', ['-c', script], { cwd: cli.data });
  return stdout + stderr;
}

async function serve(context: TestContext, data: string) {
  const server = ServerProcess.start(context, ['serve', '--data', data, '--port', '0']);
  return { server, baseUrl: await server.ready() };
}

/** Logs in repeatedly. Returns a function that stops it and returns the number of logins. */
function keepBusy(baseUrl: string) {
  const client = new TicketofficeClient({ baseUrl, userName: 'anna', password: '' });
  const logIn = { UserName: 'anna', Password: 'password of anna' };
  const started = Promise.withResolvers<void>();
  let [logins, ending] = [0, false];
  const work = async () => {
    while (!ending) {
      const login = await client.soPrincipal.AuthenticateUsernamePassword(logIn);
      const headers = { Credentials: { Ticket: login.Credentials?.Ticket ?? '' } };
      await client.user.GetAccessToken({ IncludeCsSession: true }, headers);
      logins += 1;
      started.resolve();
    }
  };
  const working = Promise.all(Array.from({ length: 4 }, work));
  const end = async () => {
    ending = true;
    await working;
    return logins;
  };
  return { started: started.promise, logins: () => logins, end };
}

function rowsOf(file: string, table: string): number {
  const database = new DatabaseSync(file, { readOnly: true });
  const rows = Number(database.prepare(`select count(*) as rows from ${table}`).get()?.['rows']);
  database.close();
  return rows;
}

it('the documented steps restore an installation', { timeout: 120_000 }, async (context) => {
  const kept = await cli.logIn('anna', { includeCsSession: true });
  const [revokedTicket, revokedToken] = [await cli.logIn('anna'), await cli.logIn('anna')];
  await cli.run(['ticket', 'revoke', revokedTicket.ticketId]);
  await cli.run(['token', 'revoke', revokedToken.accessToken]);
  const { server, baseUrl } = await serve(context, cli.data);
  const busy = keepBusy(baseUrl);
  await busy.started;
  const before = busy.logins();
  const told = await runSteps(backupSteps);
  assert.match(told, /^rows +\d+$/m);
  assert.match(told, /The master key is not in it/);
  const during = busy.logins() - before;
  assert.ok(during > 0, 'nobody wrote meanwhile');
  context.diagnostic(`${during} logins while the backup was made`);
  await busy.end();
  const later = await cli.logIn('anna');

  const copy = join(cli.data, 'monday.db');
  assert.equal((await stat(copy)).mode & 0o777, 0o600);
  const bytes = await readFile(copy, 'latin1');
  const key = await readFile(join(cli.data, 'master.key'), 'utf8');
  assert.ok(!bytes.includes(key.trim()));
  assert.ok(!bytes.includes(Buffer.from(key, 'base64').toString('latin1')));
  assert.deepEqual(
    (await readdir(cli.data)).filter((name) => /monday/.test(name)),
    ['monday.db'],
  );

  assert.match(await runSteps(restoreSteps), new RegExp(`^${kept.ticketId} `, 'm'));
  const restored = await serve(context, join(cli.data, 'restored'));
  const client = new TicketofficeClient({ baseUrl: restored.baseUrl, userName: '', password: '' });
  const opens = async (AccessToken: string) => {
    const answer = await client.soPrincipal.AuthenticateWithAccessToken({ AccessToken });
    return answer.AuthenticationSucceeded;
  };
  const givesToken = (Ticket: string) =>
    client.user.GetAccessToken({}, { Credentials: { Ticket } }).then(
      ({ Response }) => Response?.startsWith('8A:') ?? false,
      (error: unknown) => {
        if (error instanceof TransportError) throw error;
        return false;
      },
    );
  assert.ok((await opens(kept.accessToken)) && (await givesToken(kept.ticketText)));
  assert.ok(await givesToken(revokedToken.ticketText));
  assert.ok(!(await opens(revokedToken.accessToken)));
  assert.ok(!(await opens(revokedTicket.accessToken)));
  assert.ok(!(await givesToken(revokedTicket.ticketText)));
  assert.ok(!(await opens(later.accessToken)));
  assert.ok(!(await givesToken(later.ticketText)));
  const password = { UserName: 'anna', Password: 'password of anna' };
  const login = await client.soPrincipal.AuthenticateUsernamePassword(password);
  assert.ok(login.AuthenticationSucceeded);
  for (const running of [server, restored.server]) {
    running.kill('SIGTERM');
    assert.equal(await running.exited, 0);
  }
});

describe('backup', () => {
  const backUp = (...args: string[]) => cli.spawn(['backup', '--data', cli.data, ...args]);
  const file = (name: string) => join(cli.data, name);
  const source = () => file('ticketoffice.db');
  const quiet = { onProgress: () => {}, signal: new AbortController().signal };
  const leftBehind = async (name: string) =>
    (await readdir(cli.data)).filter((found) => found.startsWith(name));

  it('prints its content', async () => {
    const { exitCode, stdout } = await backUp('--out', 'json.db', '--json');
    assert.equal(exitCode, 0);
    const { bytes, rows, tables } = JSON.parse(stdout);
    assert.equal(bytes, (await stat(file('json.db'))).size);
    assert.ok(tables > 10 && rows > tables);
  });

  it('waits while another process locks the database', async (context) => {
    const database = join(cli.data, 'ticketoffice.db');
    const other = new DatabaseSync(database);
    context.after(() => other.isOpen && other.close());
    other.exec('pragma locking_mode = exclusive; begin immediate; commit');
    const found = holdsInstallation(database);
    other.close();
    assert.equal(await found, true);
  });

  it('does not overwrite a file', async () => {
    await writeFile(file('there.db'), 'precious');
    const { exitCode, stderr } = await backUp('--out', 'there.db');
    assert.equal(exitCode, exitCodes.conflict);
    assert.match(stderr, /There is a file there\.db already, which is not overwritten\./);
    assert.equal(await readFile(file('there.db'), 'utf8'), 'precious');
    assert.deepEqual(await leftBehind('there'), ['there.db']);
  });

  it('says if it cannot write to the target', async () => {
    const nowhere = await backUp('--out', 'no/where.db');
    assert.equal(nowhere.exitCode, exitCodes.conflict);
    assert.match(nowhere.stderr, /no\/where\.db cannot be made \(ENOENT\)\. Choose another --out/);
    const args = ['backup', '--data', file('nothing'), '--out', 'x.db'];
    assert.equal((await cli.spawn(args)).exitCode, exitCodes.notFound);
  });

  it('is consistent, ends despite concurrent writes, and reports its progress', async () => {
    const writer = new DatabaseSync(file('large.db'));
    writer.exec('pragma journal_mode = wal; create table pairs (one blob, other integer)');
    writer.exec(
      'with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000) ' +
        'insert into pairs select randomblob(800), i from n',
    );
    const told: number[] = [];
    const onProgress = (done: number) => {
      told.push(done);
      assert.ok(told.length < 100, 'it begins anew with every write');
      writer.exec('insert into pairs values (randomblob(800), 0)');
    };
    const summary = await backUpDatabase(file('large.db'), file('large-copy.db'), {
      ...quiet,
      onProgress,
    });
    assert.ok(told.length >= 3);
    assert.deepEqual(
      told,
      told.toSorted((one, other) => one - other),
    );
    assert.deepEqual([summary.tables, summary.rows], [1, 20_000]);
    assert.equal(rowsOf(file('large-copy.db'), 'pairs'), 20_000);
    assert.equal(rowsOf(file('large.db'), 'pairs'), 20_000 + told.length);

    const stopping = new AbortController();
    const stopped = backUpDatabase(file('large.db'), file('stopped.db'), {
      onProgress: () => stopping.abort(new Error('Enough.')),
      signal: stopping.signal,
    });
    await assert.rejects(stopped, /Enough/);
    assert.deepEqual(await leftBehind('stopped'), []);
    writer.close();
  });

  it('refuses a damaged database', async () => {
    const database = new DatabaseSync(file('damaged.db'));
    database.exec('create table pairs (one blob, other integer); create index i on pairs (other)');
    database.exec('insert into pairs values (zeroblob(3000), 1), (zeroblob(3000), 2)');
    database.close();
    const handle = await open(file('damaged.db'), 'r+');
    await handle.write(Buffer.alloc(4096), 0, 4096, 2 * 4096);
    await handle.close();
    const spoilt = backUpDatabase(file('damaged.db'), file('spoilt.db'), quiet);
    await assert.rejects(spoilt, /^Error: The copy is damaged, and was thrown away: /);
    assert.deepEqual(await leftBehind('spoilt'), []);
  });

  it('does not replace a file that appears meanwhile', async () => {
    const onTime = backUpDatabase(source(), file('race.db'), quiet);
    const both = await Promise.allSettled([
      onTime,
      backUpDatabase(source(), file('race.db'), quiet),
    ]);
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    assert.deepEqual(await leftBehind('race'), ['race.db']);
  });
});
