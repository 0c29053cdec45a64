/** What Node runs to serve an installation: the built files of the package, or the sources. */
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const BUILT = 'dist/cli/bin.js';

export const SOURCES_MAIN = 'src/cli/main.ts';

/** What `npm run build` made, unless it did so before the sources became what they are. */
function builtMain(): string | null {
  const changedMs = (path: string) => statSync(join(ROOT, path)).mtimeMs;
  const builtMs = statSync(join(ROOT, BUILT), { throwIfNoEntry: false })?.mtimeMs;
  if (builtMs === undefined) return null;
  const sources = globSync('src/**/*.ts', { cwd: ROOT, exclude: ['**/*.test.ts'] });
  if (sources.every((path) => changedMs(path) <= builtMs)) return BUILT;
  process.stderr.write('dist/ is older than the sources and left out; run npm run build.\n');
  return null;
}

/** As who installs the package has it, as far as that is there. */
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
