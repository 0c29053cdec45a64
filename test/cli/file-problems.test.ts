/** How commands report errors of the database engine: the file, the next step and an exit code. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { type CommandLine, createCommandLine } from '../support/command-line.ts';
import { MAIN } from '../support/program.ts';

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const needsModes = process.platform === 'win32' && 'there are no modes';

let cli: CommandLine;
let file: string;
beforeEach(async () => {
  cli = await createCommandLine();
  file = join(cli.data, 'ticketoffice.db');
});
// Only removed, because closing would read the broken installation.
afterEach(() => cli.remove());

/** Runs a command as a user to whom file permissions apply. */
async function runAsNobody(...args: readonly string[]) {
  const user = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const child = spawn(process.execPath, [MAIN, ...args], { ...user, cwd: '/' });
  const exited = once(child, 'close');
  const stderr = await text(child.stderr);
  const [exitCode] = await exited;
  return { exitCode, stderr };
}

async function overwrite(start: number, bytes: number): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.write(Buffer.alloc(bytes, 0xa5), 0, bytes, start);
  await handle.close();
}

describe('the error names the file and the next step', () => {
  test('for a damaged database: code 6', async () => {
    await overwrite(100, 8_000);
    for (const args of [
      ['user', 'list'],
      ['backup', '--out', join(cli.data, 'copy.db')],
    ]) {
      const { exitCode, stderr } = await cli.run(args);
      assert.equal(exitCode, 6, stderr);
      assert.ok(
        stderr.startsWith(`error: The database ${file} is damaged. Stop all servers on it`),
      );
      assert.match(stderr, /restore your last backup/);
    }
  });

  test('for a file that is not a database: code 6', async () => {
    await writeFile(file, Buffer.alloc(8_192, 0xa5));
    for (const args of [
      ['user', 'list'],
      ['backup', '--out', join(cli.data, 'copy.db')],
    ]) {
      const { exitCode, stderr } = await cli.run(args);
      assert.equal(exitCode, 6, stderr);
      assert.ok(stderr.startsWith(`error: ${file} is no database of SQLite. Look whether`), stderr);
    }
  });

  test('for a file that this user may not use: code 4', {
    skip: needsModes,
  }, async () => {
    await writeFile(`${file}-wal`, '', { mode: 0o600 });
    if (isRoot) {
      for (const path of [cli.data, file, join(cli.data, 'master.key')]) {
        await chown(path, NOBODY, NOBODY);
      }
    } else await chmod(`${file}-wal`, 0o400);
    for (const args of [
      ['user', 'list'],
      ['backup', '--out', join(cli.data, 'copy.db')],
    ]) {
      const { exitCode, stderr } = await runAsNobody(...args, '--data', cli.data);
      assert.equal(exitCode, 4, stderr);
      const problem = `error: This user may not read and write ${file}-wal. Run`;
      assert.ok(stderr.includes(problem), stderr);
    }
  });
});
