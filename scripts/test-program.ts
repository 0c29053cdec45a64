/** The program that the tests start as a process. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
/** A folder in `node_modules` finds the packages, and has always the same compile cache. */
const FOLDER = join(ROOT, 'node_modules/.cache/test-program');

/** Bundles the program as for the package. Returns its main file. */
export function bundleTestProgram(): string {
  mkdirSync(FOLDER, { recursive: true });
  for (const name of ['package.json', 'seeds']) {
    const link = join(FOLDER, name);
    rmSync(link, { force: true });
    symlinkSync(join(ROOT, name), link);
  }
  execFileSync(process.execPath, [join(ROOT, 'scripts/bundle.ts'), join(FOLDER, 'dist')]);
  const pages = join(FOLDER, 'dist/console');
  execFileSync(process.execPath, [join(ROOT, 'scripts/build-console.ts'), pages]);
  return join(FOLDER, 'dist/cli/bin.js');
}
