/**
 * Bundles the command of the package into a few files, because loading a file takes a third of a
 * millisecond at each start. Each command, and each part that is loaded later, has its own file.
 * The server for tests is bundled apart, because shared parts would make more and smaller files.
 * The output goes to `dist/`, or to the given folder. If a file is named after it, esbuild's
 * description of the output is written there.
 */
import { writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, resolve } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import manifest from '../package.json' with { type: 'json' };

/**
 * Dependencies that the start loads and that are small or have many modules. The others are loaded
 * from `node_modules`.
 */
const BUNDLED = ['commander', 'jose', 'kysely', 'leven', 'lru-cache', 'pino', 'yaml', 'zod'];

/** CommonJS, as pino has it, requires modules of Node, but ES modules have no `require`. */
const requiredOfNode: Plugin = {
  name: 'required-of-node',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /./ }, ({ path, kind }) =>
      kind === 'require-call' && isBuiltin(path) ? { path, namespace: 'node' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'node' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
};

const root = join(import.meta.dirname, '..');
const [, , folder = join(root, 'dist'), metafile] = process.argv;

const options = {
  absWorkingDir: root,
  outbase: 'src',
  outdir: resolve(folder),
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24.7',
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
  // The ES module builds allow tree shaking.
  alias: { yaml: join(root, 'node_modules/yaml/browser/dist/index.js') },
  external: Object.keys(manifest.dependencies).filter((name) => !BUNDLED.includes(name)),
} as const satisfies BuildOptions;

/** The commands are loaded by a file that is directly in the output folder. */
const testServerApart: Plugin = {
  name: 'test-server-apart',
  setup: ({ onResolve }) => {
    onResolve({ filter: /\/commands\/test-server\.ts$/ }, () => ({
      path: './cli/commands/test-server.js',
      external: true,
    }));
  },
};

const TEST_SERVER = ['src/cli/commands/test-server.ts', 'src/testing/testing.ts'];
const [main, testServer] = await Promise.all([
  build({
    ...options,
    entryPoints: ['src/cli/bin.ts'],
    plugins: [requiredOfNode, testServerApart],
  }),
  build({ ...options, entryPoints: TEST_SERVER, plugins: [requiredOfNode] }),
]);
if (metafile !== undefined) {
  const description: Metafile = {
    inputs: { ...main.metafile.inputs, ...testServer.metafile.inputs },
    outputs: { ...main.metafile.outputs, ...testServer.metafile.outputs },
  };
  writeFileSync(metafile, JSON.stringify(description));
}
