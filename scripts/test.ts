/**
 * Runs all tests, or the given ones. With `--long`, it runs only the test files with a long
 * variant, in that variant. Other options are passed to `node --test`.
 */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { compileCacheFolder } from './compile-cache.ts';

const LONG = '--long';
/** The import that marks a test file with a long variant. */
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
    // By default Node leaves one processor idle, which is half of a machine with two.
    `--test-concurrency=${availableParallelism()}`,
    ...options,
    ...(named.length > 0 ? named : findTestFiles()),
  ],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      // Each test file, and each server that it starts, is a process. This lets them share compiled
      // code.
      NODE_COMPILE_CACHE: compileCacheFolder,
      ...(long && { TEST_LONG: '1' }),
    },
  },
);
process.exitCode = status ?? 1;
