/**
 * Bundles the pages of the console: a script, a style sheet and an icon, whose names have a hash of
 * their content, and `index.html`, which names them.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');
const SOURCES = join(ROOT, 'src/console');
const ENTRIES = ['main.tsx', 'styles/console.css', 'icon.svg'];
/** The first that know `light-dark()` in style sheets, and Trusted Types or their absence. */
const BROWSERS = ['chrome123', 'firefox120', 'safari17.5'];

/** @param folder is emptied first. */
export async function bundleConsole(folder: string): Promise<void> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ENTRIES.map((entry) => join(SOURCES, entry)),
    entryNames: '[name]-[hash]',
    outdir: folder,
    bundle: true,
    minify: true,
    format: 'esm',
    target: BROWSERS,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.svg': 'copy' },
    legalComments: 'none',
    metafile: true,
    write: false,
  });
  const files = Object.entries(metafile.outputs).map(([path, { entryPoint, inputs }]) => {
    const [source = ''] = entryPoint === undefined ? Object.keys(inputs) : [entryPoint];
    return [basename(source).replace('.tsx', '.js'), basename(path)] as const;
  });
  const page = files.reduce(
    (text, [name, hashed]) => text.replace(`"${name}"`, `"${hashed}"`),
    readFileSync(join(SOURCES, 'index.html'), 'utf8'),
  );
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.html'), page);
  for (const { path, contents } of outputFiles) writeFileSync(path, contents);
}
