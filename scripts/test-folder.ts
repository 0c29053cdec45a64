/** The folder in which the tests of a run make their temporary files. */
import { accessSync, chmodSync, constants, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileCacheFolder } from './compile-cache.ts';

/** A file system in memory, which most Linux systems have. */
const MEMORY = '/dev/shm';
const BYTES_MIN = 2 ** 30;

/**
 * Makes the folder, calls the function, and removes the folder.
 *
 * The folder is in memory if there is space. The tests wait for thousands of writes to disk
 * otherwise, which takes longer than everything else.
 *
 * @param run gets the folder, and the environment in which tests use it.
 */
export function inTestFolder<T>(
  run: (folder: string, environment: Readonly<Record<string, string>>) => T,
): T {
  const folder = mkdtempSync(join(hasMemory() ? MEMORY : tmpdir(), 'ticketoffice-tests-'));
  // PostgreSQL runs as another user if the tests run as root.
  chmodSync(folder, 0o711);
  try {
    return run(folder, { TMPDIR: folder, NODE_COMPILE_CACHE: compileCacheFolder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function hasMemory(): boolean {
  try {
    accessSync(MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= BYTES_MIN;
  } catch {
    return false;
  }
}
