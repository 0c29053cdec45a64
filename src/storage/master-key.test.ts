import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { MasterKey } from '../domain/keys/master-key.ts';
import { obtainMasterKeys, readMasterKeys } from './master-key.ts';
import { runKeyCommand } from './run-key-command.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
});
after(() => rm(folder, { recursive: true }));

const key = MasterKey.create();
const text = key.print();
const command = (line: string) => ({ kind: 'command', command: line }) as const;
const variable = (value: string) =>
  ({ kind: 'environment', variable: 'SOME_KEY', text: value }) as const;
const fails = (work: Promise<unknown>, code: string, message: RegExp) =>
  assert.rejects(work, (error: Error) => {
    assert.ok('code' in error);
    assert.equal(error.code, code);
    assert.match(error.message, message);
    assert.ok(!error.message.includes(text.slice(0, 8)), 'nothing of the key is told');
    return true;
  });

describe('the master key', () => {
  it('comes from a file, the environment or a command', async () => {
    const file = join(folder, 'given.key');
    await writeFile(file, `${text}\n`, { mode: 0o600 });
    const sources = [
      { kind: 'file', file },
      variable(text),
      command(`printf '%s\\n' ${text}`),
      command('cat "$KEY_FILE"'),
    ] as const;
    process.env['KEY_FILE'] = file;
    for (const source of sources) {
      assert.equal((await readMasterKeys(source)).newest.id, key.id, source.kind);
      assert.equal((await obtainMasterKeys(source)).newest.id, key.id, source.kind);
    }
  });

  it('is created as a file if the file is missing, and nowhere else', async () => {
    const file = join(folder, 'made.key');
    await fails(readMasterKeys({ kind: 'file', file }), 'not-found', /Restore it/);
    const made = await obtainMasterKeys({ kind: 'file', file });
    assert.equal((await readFile(file, 'utf8')).trim(), made.newest.print());
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    await chmod(file, 0o604);
    await fails(obtainMasterKeys({ kind: 'file', file }), 'conflict', /read by others/);
  });

  it('is rejected unless it is 32 bytes in base64, and the error does not repeat it', async () => {
    const wrong = ['', text.slice(0, -4), `${text}AAAA`, text.replace(/=$/, ''), `${text} x`];
    for (const given of wrong) {
      await fails(readMasterKeys(variable(given)), 'conflict', /^SOME_KEY is no master key: .*32/);
      await fails(readMasterKeys(command(`echo '${given}'`)), 'conflict', /printed is no master/);
    }
  });

  it('is not taken from a failed command, whose standard error is reported', async () => {
    const failing = command(`echo ${text}; echo 'the service is away' >&2; exit 3`);
    await fails(
      readMasterKeys(failing),
      'conflict',
      /failed \(3\)\. It said: the service is away$/,
    );
    await fails(readMasterKeys(command('exit 1')), 'conflict', /said nothing/);
    await fails(readMasterKeys(command('no-such-command')), 'conflict', /failed \(127\)/);
    await fails(readMasterKeys(command('yes')), 'conflict', /printed more than a key/);
    for (const late of ['sleep 60; echo late', 'sleep 60 & echo early']) {
      await fails(runKeyCommand(late, 50), 'conflict', /more than 0\.05 seconds/);
    }
  });
});
