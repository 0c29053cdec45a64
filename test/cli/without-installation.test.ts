/** `backup` and `export` of a database that `init` has not finished. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { openSqlite } from '../../src/storage/sqlite/open.ts';
import { type CommandLine, createCommandLine } from '../support/command-line.ts';

let cli: CommandLine;
let data: string;
before(async () => {
  cli = await createCommandLine();
  data = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
});
after(async () => {
  await rm(data, { recursive: true, force: true });
  await cli.close();
});

for (const [state, make] of [
  ['empty', async () => new (await import('node:sqlite')).DatabaseSync(file()).close()],
  ['with tables alone', async () => (await openSqlite(file())).db.destroy()],
] as const) {
  for (const command of ['backup', 'export']) {
    test(`${command} reports a database that is ${state}, and makes no file`, async () => {
      await make();
      const out = join(data, `${command}.out`);
      const args = [command, '--data', data, '--out', out];
      const { exitCode, stdout, stderr } = await cli.runElsewhere(args);
      assert.equal(exitCode, exitCodes.notFound, stderr);
      assert.match(stderr, /^error: There is no installation in .* "ticketoffice init /);
      assert.equal(stdout, '');
      assert.ok(!existsSync(out));
    });
  }
}

function file(): string {
  return join(data, 'ticketoffice.db');
}
