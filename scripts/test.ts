/**
 * Runs all tests, or the given ones. With `--long`, it runs only the test files with a long
 * variant, in that variant. Other options are passed to `node --test`.
 *
 * Without arguments, many test files share a process, because most of the time of a small file is
 * spent on loading modules. With arguments, each file has its own process.
 */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { inTestFolder } from './test-folder.ts';
import { bundleTestProgram } from './test-program.ts';
import { writeSlices } from './test-slices.ts';

const LONG = '--long';
/** The import that marks a test file with a long variant. */
const LONG_IMPORT = 'support/long.ts';

const given = process.argv.slice(2).filter((argument) => argument !== LONG);
const long = process.argv.includes(LONG);
/** Long enough for a busy machine: it only ends tests that would never end. */
const fileMsMax = long ? 600_000 : 300_000;

function findTestFiles(): readonly string[] {
  const files = globSync(['src/**/*.test.ts', 'test/**/*.test.ts']).sort();
  return long ? files.filter((file) => readFileSync(file, 'utf8').includes(LONG_IMPORT)) : files;
}

/** Returns the arguments of `node --test`. */
function argumentsIn(folder: string): readonly string[] {
  if (given.length === 0) return writeSlices(findTestFiles(), folder, fileMsMax);
  const isNamed = given.some((argument) => !argument.startsWith('-'));
  return [`--test-timeout=${fileMsMax}`, ...given, ...(isNamed ? [] : findTestFiles())];
}

process.exitCode = inTestFolder((folder, environment) => {
  const { status } = spawnSync(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--test',
      // One process more than processors, because some tests wait.
      `--test-concurrency=${availableParallelism() + 1}`,
      ...argumentsIn(folder),
    ],
    {
      stdio: 'inherit',
      env: {
        ...process.env,
        ...environment,
        TEST_PROGRAM: bundleTestProgram(),
        ...(long && { TEST_LONG: '1' }),
      },
    },
  );
  return status ?? 1;
});
