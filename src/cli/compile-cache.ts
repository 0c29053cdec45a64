/**
 * Keeps the compiled code of the program in the user's cache folder, for later starts. Node runs
 * cached code without a comparison with the sources. So there is a cache only in a folder that
 * nobody else can change or replace.
 */
import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { enableCompileCache, getCompileCacheDir } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

const OWNER_ONLY = 0o700;
const WRITABLE_BY_OTHERS = 0o022;
const ROOT_ID = 0;
/** The folder, the one of all caches, and the one above, which is usually the user's home. */
const CHECKED_LEVELS = 3;

/** Does nothing if there is a cache already, where no folder is private, and on Windows. */
export function keepCompiledCode(): void {
  if (getCompileCacheDir() !== undefined) return;
  const caches = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const folder = join(caches, 'ticketoffice');
  try {
    mkdirSync(folder, { recursive: true, mode: OWNER_ONLY });
    const place = realpathSync(folder);
    if (isPrivate(place)) enableCompileCache(place);
  } catch {
    // The program starts without a cache too.
  }
}

function isPrivate(folder: string): boolean {
  const userId = process.geteuid?.();
  if (userId === undefined) return false;
  let checked = folder;
  for (let level = 0; level < CHECKED_LEVELS; level += 1) {
    const { uid, mode } = lstatSync(checked);
    const isTrusted = uid === userId || uid === ROOT_ID;
    if (!isTrusted || (mode & WRITABLE_BY_OTHERS) !== 0) return false;
    checked = dirname(checked);
  }
  return true;
}
