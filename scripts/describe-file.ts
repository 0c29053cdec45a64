/** Lets several test files run in one process. */
import { createRequire } from 'node:module';
import { relative } from 'node:path';
import { describe } from 'node:test';

const require = createRequire(import.meta.url);

/**
 * Declares a suite with the tests of a file. The file's own hooks (`before`, `after` and so on) are
 * hooks of this suite, so they apply to its tests only.
 *
 * The file is loaded by `require`, because tests and hooks belong to the suite only if they are
 * declared before its function returns. So a test file has no `await` at its top level.
 */
export function describeFile(path: string, timeout: number): void {
  describe(relative(process.cwd(), path), { timeout }, () => {
    require(path);
  });
}
