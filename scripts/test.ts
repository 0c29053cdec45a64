/**
 * Runs the tests: all of them, or those that are named. With `--long`, it runs the test files that
 * have a long variant, in that variant. All other options are passed on to `node --test`.
 */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { compileCacheFolder } from './compile-cache.ts';

const LONG = '--long';
/** What a test file imports that has a long variant. */
const LONG_IMPORT = 'support/long.ts';

const given = process.argv.slice(2).filter((argument) => argument !== LONG);
const long = process.argv.includes(LONG);
const testMsMax = long ? 600_000 : 120_000;
const options = given.filter((argument) => argument.startsWith('-'));
const named = given.filter((argument) => !argument.startsWith('-'));

function findTestFiles(): readonly string[] {
  const files = globSync(['src/**/*.test.ts', 'test/**/*.test.ts']).sort();
  return long ? files.filter((file) => readFileSync(file, 'utf8').includes(LONG_IMPORT)) : files;
}

const { status } = spawnSync(
  process.execPath,
  [
    '--disable-warning=ExperimentalWarning',
    '--test',
    `--test-timeout=${testMsMax}`,
    // By default Node leaves one processor idle, which is half of the machine where there are two.
    `--test-concurrency=${availableParallelism()}`,
    ...options,
    ...(named.length > 0 ? named : findTestFiles()),
  ],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      // Each test file is a process, and so are the servers that it starts: they compile once.
      NODE_COMPILE_CACHE: compileCacheFolder,
      ...(long && { TEST_LONG: '1' }),
    },
  },
);
process.exitCode = status ?? 1;
