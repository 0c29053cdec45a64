/** `key rotate --kind master`, on real installations, with servers and with `kill -9`. */
import assert from 'node:assert/strict';
import { copyFile, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { TicketofficeClient } from '../../src/client/client.ts';
import { authorise } from '../../src/domain/actor.ts';
import { MasterKey } from '../../src/domain/keys/master-key.ts';
import { actorOf } from '../administration/scene.ts';
import { type CommandLine, createCommandLine } from '../support/command-line.ts';
import { sizeOf } from '../support/long.ts';
import { ServerProcess } from '../support/server-process.ts';

type Row = Readonly<Record<string, unknown>>;

const ROTATE = ['key', 'rotate', '--kind', 'master'];
const KILLS = sizeOf('KILLS', 6, 40);
/** A rotation takes long enough to be killed at different moments. */
const LOGINS = 1000;
const PER_USER = 100;

async function keysIn(folder: string): Promise<readonly string[]> {
  return (await readFile(join(folder, 'master.key'), 'utf8')).trim().split('\n');
}

async function copyInstallation(cli: CommandLine, name: string): Promise<string> {
  const folder = join(cli.data, name);
  await mkdir(folder);
  for (const file of ['ticketoffice.db', 'master.key']) {
    await copyFile(join(cli.data, file), join(folder, file));
  }
  return folder;
}

describe('key rotate --kind master', () => {
  let cli: CommandLine;
  before(async () => {
    cli = await createCommandLine();
    await cli.addUser('anna');
  });
  after(() => cli.close());

  const list = async () =>
    ((await cli.json(['key', 'list', '--kind', 'master'])) as readonly Row[]).map(
      ({ id, state }) => [id, state],
    );

  test('replaces the key while a server works, which serves on', async (context) => {
    const [old = ''] = await keysIn(cli.data);
    cli.keepSecret(old);
    const backup = await copyInstallation(cli, 'backup');
    const server = ServerProcess.start(context, ['serve', '--data', cli.data, '--port', '0']);
    const baseUrl = await server.ready();
    const client = new TicketofficeClient({
      baseUrl,
      userName: 'anna',
      password: 'password of anna',
    });
    const logIn = { UserName: 'anna', Password: 'password of anna' };
    const { Credentials } = await client.soPrincipal.AuthenticateUsernamePassword(logIn);
    const headers = { Credentials: { Ticket: Credentials?.Ticket ?? '' } };
    const save = (PublicValue: string) =>
      client.user.SaveUntrustedCredentials(
        { Type: 'imap', Credentials: { PublicValue, SecretValue: `s3cret ${PublicValue}` } },
        headers,
      );
    const read = async () => {
      const { Response } = await client.user.GetUntrustedCredentials({ Type: 'imap' }, headers);
      return Response?.map((each) => each?.SecretValue);
    };
    await save('before');
    const rotated = await cli.spawn([...ROTATE, '--yes', '--json', '--data', cli.data]);
    assert.equal(rotated.exitCode, 0, rotated.stderr);
    const { id, state, resealed } = JSON.parse(rotated.stdout);
    // A token key, the key of failed logins and the credentials.
    assert.deepEqual([state, resealed], ['current', 3]);
    assert.match(rotated.stderr, /The old key was removed/);
    const [key = '', ...others] = await keysIn(cli.data);
    assert.deepEqual(others, []);
    assert.notEqual(key, old);
    assert.equal((await stat(join(cli.data, 'master.key'))).mode & 0o777, 0o600);
    const files = (await readdir(cli.data)).filter((name) => name.startsWith('master'));
    assert.deepEqual(files, ['master.key']);
    assert.deepEqual(await list(), [[id, 'current']]);

    assert.deepEqual(await read(), ['s3cret before']);
    await save('later');
    assert.deepEqual(await read(), ['s3cret before', 's3cret later']);
    await cli.run(['key', 'rotate', '--kind', 'token']);
    assert.ok((await client.user.GetAccessToken({}, headers)).Response);
    assert.ok(!`${server.stdout}${server.stderr}`.includes(key));

    assert.equal((await cli.runElsewhere(['user', 'list', '--data', backup])).exitCode, 0);
    await copyFile(join(cli.data, 'master.key'), join(backup, 'master.key'));
    const wrong = await cli.runElsewhere(['user', 'list', '--data', backup]);
    assert.equal(wrong.exitCode, 4);
    assert.match(
      wrong.stderr,
      /does not open the keys of .*\. Give the one with the id [0-9a-f]{16}/,
    );
  });

  test('can be prepared, so that all nodes get the new key first', async () => {
    const [[old] = []] = await list();
    const prepared = await cli.run([...ROTATE, '--prepare', '--json']);
    const { id, state } = JSON.parse(prepared.stdout);
    assert.equal(state, 'coming');
    assert.match(prepared.stderr, /Give both keys to every node/);
    assert.deepEqual(await list(), [
      [old, 'current'],
      [id, 'coming'],
    ]);
    cli.keepSecret(...(await keysIn(cli.data)));
    const rotated = (await cli.json([...ROTATE, '--yes'])) as Row;
    assert.equal(rotated['id'], id);
    assert.deepEqual(await list(), [[id, 'current']]);
  });

  test('is refused without confirmation, and with options of other keys', async () => {
    const before = await keysIn(cli.data);
    const alone = await cli.run(ROTATE);
    assert.equal(alone.exitCode, 2);
    assert.match(alone.stderr, /with a new master key\?.*keep a copy.*Give --yes/s);
    const declined = await cli.run(ROTATE, { answers: { Seal: 'n' } });
    assert.equal(declined.exitCode, 1);
    assert.match(declined.stderr, /Nothing was changed/);
    for (const args of [
      [...ROTATE, '--yes', '--at-once'],
      [...ROTATE, '--yes', '--algorithm', 'ES256'],
      ['key', 'rotate', '--kind', 'token', '--prepare'],
      ['key', 'rotate', '--kind', 'signing', '--yes'],
    ]) {
      const { exitCode, stderr } = await cli.run(args);
      assert.equal(exitCode, 2, args.join(' '));
      assert.match(stderr, /Leave out --/);
    }
    assert.deepEqual(await keysIn(cli.data), before);
  });

  test('says how to give a new key that it cannot store itself', async () => {
    const folder = await copyInstallation(cli, 'elsewhere');
    const [old = ''] = await keysIn(folder);
    await writeFile(join(folder, 'master.key'), 'unused');
    const next = MasterKey.create();
    cli.keepSecret(next.print());
    const run = (TICKETOFFICE_MASTER_KEY: string, ...args: readonly string[]) =>
      cli.spawn([...args, '--data', folder], { environment: { TICKETOFFICE_MASTER_KEY } });
    const alone = await run(old, ...ROTATE, '--yes');
    assert.equal(alone.exitCode, 4);
    assert.match(alone.stderr, /TICKETOFFICE_MASTER_KEY is its only one\. Make another with "op/);
    const rotated = await run(`${old} ${next.print()}`, ...ROTATE, '--yes', '--json');
    assert.equal(JSON.parse(rotated.stdout).id, next.id);
    assert.match(rotated.stderr, /Remove it from the source/);
    assert.equal((await run(next.print(), 'user', 'list')).exitCode, 0);
    assert.equal((await run(old, 'user', 'list')).exitCode, 4);
    const many = [old, next.print(), MasterKey.create().print()].join('\n');
    const refused = await run(many, 'user', 'list');
    assert.match(refused.stderr, /must hold one key, or during a rotation two different ones/);
  });

  test('leaves events in the audit trail', async () => {
    const { stdout } = await cli.run(['audit', 'tail']);
    for (const action of ['master-key-rotation-started', 'master-key-rotated']) {
      assert.match(stdout, new RegExp(action));
    }
  });
});

describe('a rotation of the master key that is killed', () => {
  let cli: CommandLine;
  before(async () => {
    cli = await createCommandLine();
    await addLogins(cli);
  });
  after(() => cli.close());

  test('loses nothing, and is finished by the next call', async (context) => {
    const ended: string[] = [];
    for (let round = 0; round < KILLS; round += 1) {
      const file = join(cli.data, 'master.key');
      const before = await readFile(file, 'utf8');
      const rotation = rotateInProcess(context, cli.data);
      // Killed after it has written the file, or while it seals, a little later each time.
      const hasBegun = async () =>
        round % 2 === 0 ? (await readFile(file, 'utf8')) !== before : isRotating(cli.data);
      while (!(await hasBegun()) && !rotation.isOver()) await pause(1);
      await pause(round);
      rotation.kill();
      await rotation.exited;
      ended.push(isRotating(cli.data) ? 'sealing' : 'not sealing');
      await assertAllOpen(cli);
    }
    assert.ok(ended.includes('sealing'), `${ended}`);
    const finished = await cli.spawn([...ROTATE, '--yes', '--data', cli.data]);
    assert.equal(finished.exitCode, 0, finished.stderr);
    assert.equal((await keysIn(cli.data)).length, 1);
    await assertAllOpen(cli);
    const files = (await readdir(cli.data)).filter((name) => name.startsWith('master'));
    assert.deepEqual(files, ['master.key']);
  });
});

/** Whether the database says that secrets are still sealed with the old key. */
function isRotating(data: string): boolean {
  const file = join(data, 'ticketoffice.db');
  // The first process after a kill locks the database while it recovers the write-ahead log.
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  try {
    return database.prepare('select previous_id from master_key').get()?.['previous_id'] !== null;
  } finally {
    database.close();
  }
}

function rotateInProcess(context: TestContext, data: string) {
  const rotation = ServerProcess.start(context, [...ROTATE, '--yes', '--data', data]);
  let over = false;
  const exited = rotation.exited.then((exit) => {
    over = true;
    return String(exit);
  });
  const kill = () => {
    if (!over) rotation.kill('SIGKILL');
  };
  return { exited, kill, isOver: () => over };
}

/** Adds many logins to servers, whose passwords are their ids. */
async function addLogins(cli: CommandLine): Promise<void> {
  for (let user = 0; user < LOGINS / PER_USER; user += 1) {
    await cli.addUser(`user${user}`);
  }
  await cli.atTenant(async (services) => {
    const { associates } = services.stores;
    let added = 0;
    for (const user of await associates.list(0, LOGINS)) {
      const actor = authorise(await actorOf(services, user), 'keep-secrets');
      for (let count = 0; count < PER_USER; count += 1) {
        added += 1;
        const texts = { server: 'a', authType: '', userName: '', password: `${added}` };
        await services.serviceAuths.save(actor, { id: 0, port: 1, ...texts });
      }
    }
  });
}

/** Opens every secret as a process does that starts now. */
async function assertAllOpen(cli: CommandLine): Promise<void> {
  await cli.atTenant(async (services) => {
    let opened = 0;
    for (const user of await services.stores.associates.list(0, LOGINS)) {
      const actor = authorise(await actorOf(services, user), 'keep-secrets');
      for (let count = 0; count < PER_USER; count += 1) {
        opened += 1;
        const login = await services.serviceAuths.find(actor, opened);
        assert.equal(login?.password, `${opened}`);
      }
    }
    assert.equal(opened, LOGINS);
  });
}
