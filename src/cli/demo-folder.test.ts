import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { makeDemoFolder } from './demo-folder.ts';

const VARIABLES = ['TMPDIR', 'TMP', 'TEMP'] as const;

let temporary: string;
const before = VARIABLES.map((name) => process.env[name]);
beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
  for (const name of VARIABLES) process.env[name] = temporary;
});
afterEach(async () => {
  for (const [index, name] of VARIABLES.entries()) {
    const value = before[index];
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  await rm(temporary, { recursive: true, force: true });
});

/** The id of a process that has ended. */
const { pid: gone } = spawnSync(process.execPath, ['--version']);

async function leave(name: string, marker: unknown): Promise<string> {
  const folder = join(temporary, name);
  await mkdir(folder, { mode: 0o700 });
  await writeFile(join(folder, 'ticketoffice.db'), 'precious');
  if (marker !== null) await writeFile(join(folder, 'demo.json'), JSON.stringify(marker));
  return folder;
}

describe('the folder of a demo', () => {
  it('names its process', async () => {
    const folder = await makeDemoFolder();
    const marker = JSON.parse(await readFile(join(folder, 'demo.json'), 'utf8'));
    assert.deepEqual(marker, { pid: process.pid, host: hostname() });
  });

  it('is removed after its demo was killed', async () => {
    await leave('ticketoffice-demo-killed', { pid: gone, host: hostname() });
    const folder = await makeDemoFolder();
    assert.deepEqual(await readdir(temporary), [basename(folder)]);
  });

  it('is kept when it may be in use, or does not belong to a demo', async () => {
    const kept = [
      await leave('ticketoffice-demo-alive', { pid: process.pid, host: hostname() }),
      await leave('ticketoffice-demo-elsewhere', { pid: gone, host: 'another machine' }),
      await leave('ticketoffice-demo-unmarked', null),
      await leave('ticketoffice-demo-strange', { pid: -1, host: hostname() }),
      await leave('ticketoffice-test-other', { pid: gone, host: hostname() }),
    ];
    const target = await leave('target', { pid: gone, host: hostname() });
    await symlink(target, join(temporary, 'ticketoffice-demo-link'));
    const linked = await leave('ticketoffice-demo-linked', null);
    await symlink(join(target, 'demo.json'), join(linked, 'demo.json'));
    await makeDemoFolder();
    for (const folder of [...kept, target, linked]) {
      assert.equal(await readFile(join(folder, 'ticketoffice.db'), 'utf8'), 'precious');
    }
  });
});
