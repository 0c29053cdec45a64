import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { SpaceReserve } from './space-reserve.ts';

const FULL_BYTES = 2_097_152;

async function temporaryPlace(context: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'ticketoffice.db');
  return { reserve: new SpaceReserve(file), path: `${file}-reserve` };
}

it('is a file of 2 MiB for its owner alone, which is made whole again', async (context) => {
  const { reserve, path } = await temporaryPlace(context);
  await reserve.fill();
  const { size, mode, blocks } = await stat(path);
  assert.equal(size, FULL_BYTES);
  if (process.platform !== 'win32') assert.equal(mode & 0o777, 0o600);
  // Zeros would take no space where a file system compresses.
  assert.ok(new Set(await readFile(path)).size > 250);
  await truncate(path, FULL_BYTES - 524_288);
  await reserve.fill();
  assert.equal((await stat(path)).size, FULL_BYTES);
  if (process.platform !== 'win32') assert.ok(blocks * 512 >= FULL_BYTES, 'it takes its space');
});

it('stays as it is where the disk has space', async (context) => {
  const { reserve, path } = await temporaryPlace(context);
  await reserve.fill();
  reserve.release();
  assert.equal((await stat(path)).size, FULL_BYTES);
});

it('follows no link', async (context) => {
  const { reserve, path } = await temporaryPlace(context);
  await writeFile(`${path}-other`, 'precious');
  await symlink(`${path}-other`, path);
  await assert.rejects(reserve.fill(), /ELOOP/);
  assert.equal(await readFile(`${path}-other`, 'utf8'), 'precious');
});

it('is not needed to go on: releasing none does nothing', async (context) => {
  const { reserve } = await temporaryPlace(context);
  reserve.release();
});
