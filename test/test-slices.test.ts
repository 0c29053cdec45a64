/** Several test files in one process: none is lost, and each has its own hooks. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { writeSlices } from '../scripts/test-slices.ts';

const DESCRIBE_FILE = pathToFileURL(join(import.meta.dirname, '../scripts/describe-file.ts'));

let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'ticketoffice-test-'));
});
after(() => rmSync(folder, { recursive: true }));

it('every test file is in one slice', () => {
  const files = Array.from({ length: 50 }, (_, index) => `test/${index}.test.ts`);
  const slices = writeSlices(files, folder, 1000).map((path) => readFileSync(path, 'utf8'));
  for (const file of files) {
    const holders = slices.filter((text) => text.includes(JSON.stringify(resolve(file))));
    assert.equal(holders.length, 1, file);
  }
});

describe('a process with several test files', () => {
  /** Runs the texts as test files, in one process. */
  function run(...texts: readonly string[]) {
    const calls = texts.map((text, index) => {
      const file = join(folder, `${index}.mjs`);
      writeFileSync(file, `import { before, test } from 'node:test';\n${text}`);
      return `describeFile(${JSON.stringify(file)}, 10_000);`;
    });
    const slice = join(folder, 'slice.mjs');
    writeFileSync(slice, [`import { describeFile } from '${DESCRIBE_FILE}';`, ...calls].join('\n'));
    const { NODE_TEST_CONTEXT: _context, ...env } = process.env;
    const flags = ['--disable-warning=ExperimentalWarning', '--test-reporter=tap', slice];
    return spawnSync(process.execPath, flags, { encoding: 'utf8', env });
  }

  it('runs the hooks of a file for its own tests only', () => {
    const { status, stdout } = run(
      "test('first', () => console.log('first ran'));",
      "before(() => console.log('hook ran')); test('second', () => console.log('second ran'));",
    );
    assert.equal(status, 0, stdout);
    assert.match(stdout, /first ran.*hook ran.*second ran/s);
  });

  it('goes on while a test waits for a timer that does not keep it running', () => {
    const wait = 'new Promise((resolve) => setTimeout(resolve, 20).unref())';
    const ending = "process.on('beforeExit', () => process.exit(0));";
    const { status, stdout } = run(`${ending} test('waits', () => ${wait});`);
    assert.equal(status, 0);
    assert.match(stdout, /^ +ok 1 - waits$/m);
  });

  it('fails if it ends before its tests', () => {
    const { status, stderr } = run(
      "test('ends', () => process.exit(0));",
      "test('lost', () => {});",
    );
    assert.equal(status, 1);
    assert.match(stderr, /ended before the tests of \S+0\.mjs, \S+1\.mjs/);
  });

  it('fails if a file cannot be loaded, and runs the others', () => {
    const { status, stdout } = run("await 0; test('no', () => {});", "test('yes', () => {});");
    assert.equal(status, 1);
    assert.match(stdout, /ERR_REQUIRE_ASYNC_MODULE/);
    assert.match(stdout, /ok \d+ - yes/);
  });
});
