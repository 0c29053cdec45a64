/** A small disk that fills up while clients log in: what all are told, and that it comes back. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type CommandLine, createCommandLine } from './support/command-line.ts';
import { ServerProcess } from './support/server-process.ts';
import { callService, operations } from './support/service-calls.ts';
import { tokenFor } from './support/typed-calls.ts';

const CLIENTS = 8;
const PASSWORD = 'password of anna';
const CHUNK = Buffer.alloc(1_048_576, 1);

/** A file system of 20 MB in memory; with the reason where this user may not mount one. */
function mountSmallDisk(option = 'mode=700') {
  const folder = mkdtempSync(join(tmpdir(), 'ticketoffice-small-'));
  const flags = ['-t', 'tmpfs', '-o', `size=20m,${option}`, 'tmpfs', folder];
  const { status, stderr, error } = spawnSync('mount', flags, { encoding: 'utf8' });
  const reason = (error?.message ?? stderr).trim();
  const skip = status === 0 ? false : `no small disk can be mounted: ${reason}`;
  const unmount = () => {
    if (!skip) spawnSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true, force: true });
  };
  if (skip) unmount();
  return { folder, skip, unmount };
}

const disk = mountSmallDisk();
const { skip } = disk;
after(() => disk.unmount());

describe('A disk of 20 MB that fills up while 8 clients log in', { skip }, () => {
  let cli: CommandLine;
  let server: ServerProcess;
  let url: string;
  let filler: FileHandle;
  const tickets: string[] = [];
  const refusals: { readonly status: number; readonly retryAfter: string | null; text: string }[] =
    [];

  before(async () => {
    const { TMPDIR } = process.env;
    process.env['TMPDIR'] = disk.folder;
    cli = await createCommandLine();
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
    for (const name of ['anna', 'bjarne']) await cli.addUser(name);
    const flags = ['serve', '--data', cli.data, '--port', '0'];
    server = ServerProcess.start({ after: () => {} }, flags);
    url = await server.ready();
    filler = await open(join(disk.folder, 'filler'), 'w');
  });
  after(async () => {
    await filler?.close();
    server?.kill('SIGTERM');
    await server?.exited;
    await cli?.close();
  });

  const health = async (probe: string) => (await fetch(`${url}/health/${probe}`)).status;

  async function logIn(): Promise<boolean> {
    const { status, headers, text } = await callService(url, {
      service: 'SoPrincipal',
      body: operations.byPassword('anna', PASSWORD),
    });
    const [, ticket] = /<(?:\w+:)?Ticket[^>]*>(7T:[^<]+)</.exec(text) ?? [];
    if (ticket === undefined)
      refusals.push({ status, retryAfter: headers.get('retry-after'), text });
    else {
      cli.keepSecret(ticket);
      tickets.push(ticket);
    }
    return ticket !== undefined;
  }

  /** Takes what is left, to the last byte. */
  async function fill(): Promise<void> {
    for (let bytes = CHUNK.length; bytes >= 1; ) {
      try {
        const { bytesWritten } = await filler.write(CHUNK, 0, bytes);
        if (bytesWritten === 0) bytes = Math.floor(bytes / 2);
      } catch (error) {
        assert.match(String(error), /ENOSPC/);
        bytes = Math.floor(bytes / 2);
      }
    }
  }

  it('answers 503 and Retry-After, and is not ready', async (context) => {
    assert.equal(await health('ready'), 200);
    const clients = Array.from({ length: CLIENTS }, async () => {
      while (await logIn());
    });
    while (tickets.length < CLIENTS) await Promise.race([logIn(), ...clients]);
    await fill();
    await Promise.all(clients);
    assert.deepEqual([await health('ready'), await health('live')], [503, 200]);
    for (const { status, retryAfter, text } of refusals) {
      assert.deepEqual([status, retryAfter], [503, '1'], text);
      assert.match(text, /The database cannot be reached at the moment\. Try again/);
      assert.match(text, /SuperOffice\.Exceptions\.SoServerException/);
    }
    context.diagnostic(`logins answered: ${tickets.length}, refused: ${refusals.length}`);
  });

  it('has one line in the log, with a count', (context) => {
    const lines = server.stdout.split('\n').filter((line) => line.includes('database is away'));
    context.diagnostic(lines.join('\n'));
    assert.ok(lines.length >= 1 && lines.length <= 3, server.stdout);
    for (const line of lines) {
      assert.match(line, /"failures":\d+,"reason":"The disk of \S+ticketoffice\.db is full\. Make/);
    }
    assert.doesNotMatch(server.stdout, /"stack"/);
  });

  it('lets sessions be ended by the space that is set aside', async () => {
    const [ticket = ''] = tickets.splice(0, 1);
    const revoked = await cli.run(['ticket', 'revoke', '-'], { stdin: ticket });
    assert.equal(revoked.exitCode, 0, revoked.stderr);
    assert.match(revoked.stdout, /^ticketsEnded +1$/m);
    const disabled = await cli.run(['user', 'disable', 'bjarne']);
    assert.equal(disabled.exitCode, 0, disabled.stderr);
    const { stdout } = await cli.run(['audit', 'tail', '--json']);
    assert.match(stdout, /"action":"user-disabled"/);
    await assert.rejects(tokenFor(url, ticket), /Authentication failed!/);
  });

  it('is said by commands, with the file and what to do', async () => {
    await fill();
    const added = await cli.run(['user', 'enable', 'bjarne']);
    assert.equal(added.exitCode, 1);
    assert.match(
      added.stderr,
      /^error: The disk of \S+ticketoffice\.db is full\. Make space there/,
    );
    const out = join(disk.folder, 'copy.db');
    const backup = await cli.run(['backup', '--out', out]);
    assert.equal(backup.exitCode, 1);
    assert.ok(backup.stderr.includes(`error: The disk of ${out} is full. Make`), backup.stderr);
  });

  it('is over within 2 seconds when there is space, with all tickets', async (context) => {
    await filler.truncate(0);
    const freedAt = performance.now();
    while (!(await logIn()));
    const loginMs = Math.round(performance.now() - freedAt);
    while ((await health('ready')) !== 200) assert.ok(performance.now() - freedAt < 10_000);
    const readyMs = Math.round(performance.now() - freedAt);
    context.diagnostic(`a login worked after ${loginMs} ms, ready after ${readyMs} ms`);
    assert.ok(loginMs < 2_000 && readyMs < 2_000, `${loginMs} ms, ${readyMs} ms`);
    for (const ticket of tickets) assert.match(await tokenFor(url, ticket), /^8A:/);
    context.diagnostic(`tickets that stand: ${tickets.length} of ${tickets.length}`);
  });
});

describe('A disk that has space but takes no more files', { skip }, () => {
  it('is called full, with an exit code after which systemd tries again', async (context) => {
    const { folder, unmount } = mountSmallDisk('nr_inodes=12');
    context.after(unmount);
    const cli = await createCommandLine();
    context.after(() => cli.close());
    const data = join(folder, 'data');
    const made = await cli.runElsewhere(['init', '--data', data, '--company', 'Fjord']);
    assert.equal(made.exitCode, 0, made.stderr);
    const fill = () => writeFileSync(join(folder, randomUUID()), '');
    assert.throws(() => {
      for (;;) fill();
    }, /ENOSPC/);
    for (const command of ['user list', 'backup --out copy.db']) {
      const args = [...command.split(' '), '--data', data];
      const { exitCode, stderr } = await cli.runElsewhere(args);
      assert.equal(exitCode, 1, stderr);
      assert.ok(stderr.includes(`The disk of ${join(data, 'ticketoffice.db')} is full.`), stderr);
      assert.match(stderr, /"df -i /);
    }
  });
});
