/** The sources of the master key. Each command runs in its own process. */
import assert from 'node:assert/strict';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { MasterKey } from '../../src/domain/keys/master-key.ts';
import { type CommandLine, createCommandLine } from '../support/command-line.ts';
import { ServerProcess } from '../support/server-process.ts';

const text = MasterKey.create().print();
const environment = { TICKETOFFICE_MASTER_KEY: text };

let cli: CommandLine;
before(async () => {
  cli = await createCommandLine();
  cli.keepSecret(text);
});
after(() => cli.close());

describe('the master key', () => {
  test('is read from the environment, and not written anywhere', async () => {
    const data = join(cli.data, 'environment');
    const made = await cli.spawn(['init', '--data', data], { environment });
    assert.equal(made.exitCode, 0, made.stderr);
    assert.deepEqual(await readdir(data), ['ticketoffice.db']);
    const listed = await cli.spawn(['user', 'list', '--data', data], { environment });
    assert.equal(listed.exitCode, 0, listed.stderr);
    const without = await cli.spawn(['user', 'list', '--data', data]);
    assert.equal(without.exitCode, 3);
    assert.match(without.stderr, /master\.key is missing/);
  });

  test('is read from a command that init and serve run', async (context) => {
    const data = join(cli.data, 'command');
    const key = join(cli.data, 'wrapped');
    await writeFile(key, text);
    const command = ['--data', data, '--master-key-command', `cat ${key}`];
    assert.equal((await cli.spawn(['init', ...command])).exitCode, 0);
    assert.deepEqual(await readdir(data), ['ticketoffice.db']);
    const server = ServerProcess.start(context, ['serve', '--port', '0', ...command]);
    assert.match(await server.ready(), /^http:/);
    assert.ok(!server.stdout.includes(text));
    await rm(key);
    const failed = await cli.spawn(['user', 'list', ...command]);
    assert.equal(failed.exitCode, 4);
    assert.match(failed.stderr, /The master key command failed \(1\)\. It said: cat: /);
  });

  test('is read from a file elsewhere, which init creates', async () => {
    const data = join(cli.data, 'file');
    const kept = join(cli.data, 'kept');
    await mkdir(kept);
    const args = ['--data', data, '--master-key-file', join(kept, 'a.key')];
    assert.equal((await cli.spawn(['init', ...args])).exitCode, 0);
    assert.deepEqual(await readdir(kept), ['a.key']);
    await rename(join(kept, 'a.key'), join(kept, 'b.key'));
    assert.equal((await cli.spawn(['user', 'list', ...args])).exitCode, 3);
  });

  test('must come from one source, and be the right one', async () => {
    const file = ['user', 'list', '--data', cli.data, '--master-key-file'];
    const two = await cli.spawn([...file, join(cli.data, 'master.key')], { environment });
    assert.equal(two.exitCode, 2);
    assert.match(two.stderr, /from one place only\. Give one of/);
    const other = await cli.spawn(['user', 'list', '--data', cli.data], { environment });
    assert.equal(other.exitCode, 4);
    assert.match(
      other.stderr,
      /^error: The master key in TICKETOFFICE_MASTER_KEY does not open the keys of .*\. Give/,
    );
  });

  test('that cannot be read is reported with its file and the next step', async () => {
    const directory = join(cli.data, 'folder.key');
    await mkdir(directory, { mode: 0o700 });
    const args = ['user', 'list', '--data', cli.data, '--master-key-file', directory];
    const { exitCode, stderr } = await cli.spawn(args);
    assert.equal(exitCode, 4);
    assert.equal(
      stderr,
      `error: The master key ${directory} cannot be read (EISDIR). ` +
        'Give it to the user who runs this, with mode 600.\n',
    );
  });
});
