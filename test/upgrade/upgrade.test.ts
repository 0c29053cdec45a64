/**
 * Installations as former versions left them, one a folder, open and work: those who hold something
 * of theirs notice nothing. `scripts/upgrade-sample.ts` made them with the programs of their time.
 */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { chmod, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { pino } from 'pino';
import { ServiceException, TicketofficeClient } from '../../src/client/client.ts';
import { parseTicket } from '../../src/domain/ticket.ts';
import { Offices } from '../../src/office.ts';
import { startServer } from '../../src/server.ts';
import { lifetimesOf, settingsSchema } from '../../src/settings.ts';
import { openInstallation } from '../../src/storage/data-directory.ts';
import { backUpDatabase } from '../../src/storage/sqlite/back-up.ts';
import { CommandLine } from '../support/command-line.ts';
import { ServerProcess } from '../support/server-process.ts';

interface Session {
  readonly ticket: string;
  readonly accessToken: string;
}

/** What clients have from before. */
interface Held {
  readonly madeAtMs: number;
  readonly userName: string;
  readonly password: string;
  readonly contextIdentifier?: string;
  readonly applicationToken?: string;
  readonly kept: Session;
  /** Its ticket was ended, and everything with it. */
  readonly revoked: Session;
}

const samples = readdirSync(import.meta.dirname).filter((name) => name.startsWith('schema-'));

async function unpack(context: TestContext, sample: string) {
  const folder = join(import.meta.dirname, sample);
  const data = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
  context.after(() => rm(data, { recursive: true, force: true }));
  const database = gunzipSync(await readFile(join(folder, 'ticketoffice.db.gz')));
  await writeFile(join(data, 'ticketoffice.db'), database, { mode: 0o600 });
  await copyFile(join(folder, 'master.key'), join(data, 'master.key'));
  await chmod(join(data, 'master.key'), 0o600);
  const held: Held = JSON.parse(await readFile(join(folder, 'held.json'), 'utf8'));
  return { data, held };
}

function schemaOf(file: string): number {
  const database = new DatabaseSync(file, { readOnly: true });
  const row = database.prepare('select count(*) as number from kysely_migration').get();
  database.close();
  return Number(row?.['number']);
}

function clientOf(url: string, { contextIdentifier, applicationToken, ...held }: Held) {
  const { userName, password } = held;
  const baseUrl = contextIdentifier === undefined ? url : `${url}/${contextIdentifier}`;
  return new TicketofficeClient({ baseUrl, userName, password, applicationToken });
}

/** A server a minute after the sample was made, when its tickets and tokens had time left. */
async function serveThen(context: TestContext, data: string, held: Held) {
  const settings = settingsSchema.parse({ port: 0 });
  const opened = await openInstallation(data);
  const clock = { now: () => held.madeAtMs + 60_000 };
  const offices = await Offices.open({ ...opened, clock, lifetimes: lifetimesOf(settings) });
  const server = await startServer(offices, settings, null, pino({ level: 'silent' }));
  context.after(async () => {
    await server.close();
    await offices.stores.close();
  });
  return clientOf(`http://127.0.0.1:${server.address.port}`, held);
}

async function giveToken(client: TicketofficeClient, Ticket: string): Promise<string | null> {
  try {
    const { Response } = await client.user.GetAccessToken({}, { Credentials: { Ticket } });
    return Response;
  } catch (error) {
    if (error instanceof ServiceException && error.isSessionRefused) return null;
    throw error;
  }
}

async function opens(client: TicketofficeClient, AccessToken: string | null): Promise<boolean> {
  const answer = await client.soPrincipal.AuthenticateWithAccessToken({ AccessToken });
  return answer.AuthenticationSucceeded;
}

/** Those that somebody may have. The schemas between two of them never stood alone. */
const SCHEMAS = [1, 2, 6];

it('there is a sample of each schema that somebody may have', () => {
  const schemas = new Set(samples.map((name) => Number(name.split('-')[1])));
  assert.deepEqual([...schemas].sort(), SCHEMAS);
});

for (const sample of samples) {
  describe(sample, () => {
    it('opens, and serves those who hold something from before', async (context) => {
      const { data, held } = await unpack(context, sample);
      const file = join(data, 'ticketoffice.db');
      assert.equal(schemaOf(file), Number(sample.split('-')[1]));
      const client = await serveThen(context, data, held);
      const { kept, revoked } = held;
      const token = await giveToken(client, kept.ticket);
      assert.match(token ?? '', /^8A:/);
      assert.ok((await opens(client, token)) && (await opens(client, kept.accessToken)));
      assert.equal(await giveToken(client, revoked.ticket), null);
      assert.ok(!(await opens(client, revoked.accessToken)));
      const login = { UserName: held.userName, Password: held.password };
      const answer = await client.soPrincipal.AuthenticateUsernamePassword(login);
      assert.ok(await giveToken(client, answer.Credentials?.Ticket ?? ''));
      const bjarne = { UserName: 'bjarne', Password: held.password };
      const disabled = await client.soPrincipal.AuthenticateUsernamePassword(bjarne);
      assert.ok(!disabled.AuthenticationSucceeded);

      const cli = new CommandLine(data);
      const tenant = held.contextIdentifier ? ['--tenant', held.contextIdentifier] : [];
      const ticketId = parseTicket(kept.ticket)?.id ?? '';
      const ended = await cli.json(['ticket', 'revoke', ticketId, ...tenant]);
      assert.ok(ended);
      assert.equal(await giveToken(client, kept.ticket), null);
      assert.ok(!(await opens(client, kept.accessToken)));
    });

    it('obeys the commands and serves', async (context) => {
      const { data, held } = await unpack(context, sample);
      const cli = new CommandLine(data);
      const tenant = held.contextIdentifier ? ['--tenant', held.contextIdentifier] : [];
      const listed = await cli.run(['user', 'list', ...tenant]);
      assert.match(listed.stdout, /^1 +anna .*\n2 +bjarne /m);
      const exported = await cli.run(['seed', 'export']);
      assert.match(exported.stdout, /anna@example\.com/);
      assert.equal((await cli.run(['user', 'enable', 'bjarne', ...tenant])).exitCode, 0);
      await cli.addUser('carl', ...tenant);
      const server = ServerProcess.start(context, ['serve', '--data', data, '--port', '0']);
      const client = clientOf(await server.ready(), held);
      for (const [UserName, Password] of [
        ['bjarne', held.password],
        ['carl', 'password of carl'],
      ] as const) {
        const answer = await client.soPrincipal.AuthenticateUsernamePassword({
          UserName,
          Password,
        });
        assert.ok(answer.AuthenticationSucceeded, UserName);
      }
    });

    it('can be backed up as it is, before it is upgraded', async (context) => {
      const { data } = await unpack(context, sample);
      const [file, copy] = [join(data, 'ticketoffice.db'), join(data, 'before.db')];
      const quiet = { onProgress: () => {}, signal: new AbortController().signal };
      await backUpDatabase(file, copy, quiet);
      assert.deepEqual(
        [schemaOf(file), schemaOf(copy)],
        Array(2).fill(Number(sample.split('-')[1])),
      );
    });
  });
}
