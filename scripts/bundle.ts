/**
 * Makes what the command of the package runs: few files, because a start takes a third of a
 * millisecond for each. Every command, and what is loaded later, has files of its own. They go to
 * `dist/`, or to the folder that is named.
 */
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import manifest from '../package.json' with { type: 'json' };

/** Those that a start loads, and that are small or many modules; others are loaded as installed. */
const BUNDLED = ['commander', 'jose', 'kysely', 'leven', 'lru-cache', 'yaml', 'zod'];

const root = join(import.meta.dirname, '..');
const [, , folder = join(root, 'dist')] = process.argv;

await build({
  absWorkingDir: root,
  entryPoints: ['src/cli/bin.ts'],
  outbase: 'src',
  outdir: resolve(folder),
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24.7',
  sourcemap: true,
  sourcesContent: false,
  // Of these there are builds of ES modules, of which only what is used gets into the bundle.
  alias: { yaml: join(root, 'node_modules/yaml/browser/dist/index.js') },
  external: Object.keys(manifest.dependencies).filter((name) => !BUNDLED.includes(name)),
});
