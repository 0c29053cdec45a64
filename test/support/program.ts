/** The program that tests start as a process. */
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** The program as sources. */
export const SOURCES = join(ROOT, 'src/cli/main.ts');

/**
 * In `npm test`, the program as the package has it: bundled, so that it starts in half of the time.
 * Otherwise its sources, so that a single test needs no build.
 */
export const MAIN = process.env['TEST_PROGRAM'] ?? SOURCES;
