import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';

const PROGRAM = join(import.meta.dirname, 'bin.ts');
const skip = process.geteuid === undefined;

function makeHome(context: TestContext): string {
  const home = mkdtempSync(join(tmpdir(), 'ticketoffice-home-'));
  context.after(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

/** Runs the program, and checks that it works with and without a cache. */
function run(variables: NodeJS.ProcessEnv): void {
  const { NODE_COMPILE_CACHE: _cache, XDG_CACHE_HOME: _caches, ...environment } = process.env;
  const args = ['--disable-warning=ExperimentalWarning', PROGRAM, '--version'];
  const env = { ...environment, ...variables };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
  assert.deepEqual([status, stderr], [0, '']);
}

function filesIn(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}

describe('the cache of compiled code', { skip }, () => {
  it('is in a folder of the user that others cannot read', (context) => {
    const home = makeHome(context);
    run({ HOME: home });
    const folder = join(home, '.cache/ticketoffice');
    assert.equal(lstatSync(folder).mode & 0o777, 0o700);
    const files = filesIn(folder);
    assert.ok(files > 0);
    run({ HOME: home });
    assert.equal(filesIn(folder), files, 'a later start uses the files');
  });

  it('is where the user has all caches', (context) => {
    const home = makeHome(context);
    run({ HOME: join(home, 'unused'), XDG_CACHE_HOME: join(home, 'caches') });
    assert.ok(filesIn(join(home, 'caches/ticketoffice')) > 0);
    assert.deepEqual(readdirSync(home), ['caches']);
  });

  for (const writable of ['.cache/ticketoffice', '.cache', '']) {
    it(`is not used if others can write to the folder ~/${writable}`, (context) => {
      const home = makeHome(context);
      mkdirSync(join(home, '.cache/ticketoffice'), { recursive: true });
      chmodSync(join(home, writable), 0o770);
      run({ HOME: home });
      assert.equal(filesIn(home), 0);
    });
  }

  it('is not used if it is a link to a folder that others can write', (context) => {
    const home = makeHome(context);
    const other = join(makeHome(context), 'other');
    mkdirSync(join(home, '.cache'));
    mkdirSync(other);
    chmodSync(other, 0o777);
    symlinkSync(other, join(home, '.cache/ticketoffice'));
    run({ HOME: home });
    assert.equal(filesIn(other), 0);
  });

  it('is not needed', (context) => {
    const home = makeHome(context);
    writeFileSync(join(home, '.cache'), 'no folder');
    run({ HOME: home });
    assert.equal(filesIn(home), 1);
  });
});
