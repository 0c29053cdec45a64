/** The script with which Node serves an installation: the built package, or the sources. */
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const BUILT = 'dist/cli/bin.js';

export const SOURCES_MAIN = 'src/cli/main.ts';

/** The output of `npm run build`, if it is newer than the sources. */
function builtMain(): string | null {
  const changedMs = (path: string) => statSync(join(ROOT, path)).mtimeMs;
  const builtMs = statSync(join(ROOT, BUILT), { throwIfNoEntry: false })?.mtimeMs;
  if (builtMs === undefined) return null;
  const sources = globSync('src/**/*.ts', { cwd: ROOT, exclude: ['**/*.test.ts'] });
  if (sources.every((path) => changedMs(path) <= builtMs)) return BUILT;
  process.stderr.write('dist/ is older than the sources and left out; run npm run build.\n');
  return null;
}

/** The script that users of the package run, if it is built; else the sources. */
export function productionMain(): string {
  return builtMain() ?? SOURCES_MAIN;
}

/** Arguments of `node`. */
export function serveScript(
  main: string,
  directory: string,
  ...options: readonly string[]
): readonly string[] {
  return [main, 'serve', '--data', directory, '--port', '0', ...options];
}
