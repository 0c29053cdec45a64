/** Runs the commands of the backup's systemd unit like systemd. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { onsiteTenant } from '../../src/domain/tenants/tenant.ts';
import { createInstallation } from '../../src/storage/data-directory.ts';
import { MAIN } from '../support/program.ts';

const root = join(import.meta.dirname, '../..');
const file = join(root, 'packaging/systemd/ticketoffice-backup.service');
const DAY_MS = 86_400_000;

it('the unit makes a backup and removes those older than 30 days', async (context) => {
  const data = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
  context.after(() => rm(data, { recursive: true, force: true }));
  const made = { tenant: onsiteTenant('Fjord Shipping AS') };
  const { stores } = await createInstallation(data, made, Date.now());
  await stores.close();
  const backups = join(data, 'backups');
  await mkdir(backups);
  for (const [name, days] of [
    ['29', 29],
    ['32', 32],
  ] as const) {
    const path = join(backups, `${name}.db`);
    await writeFile(path, '');
    const time = new Date(Date.now() - days * DAY_MS);
    await utimes(path, time, time);
  }
  const unit = await readFile(file, 'utf8');
  const commands = [...unit.matchAll(/^ExecStart(?:Post)?=(.+)$/gm)].map(([, command = '']) =>
    command
      .replaceAll('$$', '$')
      .replaceAll('%%', '%')
      .replaceAll('/var/lib/ticketoffice-backups', backups)
      .replace('/usr/bin/env node', process.execPath)
      .replace('/opt/ticketoffice/dist/cli/bin.js', MAIN),
  );
  assert.equal(commands.length, 2);
  // A backup does not need the master key. Whoever has both can forge tokens.
  assert.doesNotMatch(unit, /master/i);
  const env = { ...process.env, TICKETOFFICE_DATA: data };
  for (const command of commands) execFileSync('/bin/sh', ['-c', command], { env, stdio: 'pipe' });
  const [newest = '', ...others] = (await readdir(backups)).toSorted();
  assert.match(newest, /^20\d\d-\d\d-\d\dT\d{6}\.db$/);
  assert.deepEqual(others, ['29.db']);
  const { size, mode } = await stat(join(backups, newest));
  assert.ok(size > 100_000);
  assert.equal(mode & 0o777, 0o600);
});
