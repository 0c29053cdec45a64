/**
 * Bundles the pages of the console: a script, a style sheet and an icon, whose names have a hash of
 * their content, and `index.html`, which names them.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');
const SOURCES = join(ROOT, 'src/console');
const PAGE = 'index.html';
const ENTRIES = ['main.tsx', 'styles/console.css', 'icon.svg'];
/** The first that know `light-dark()` in style sheets. */
const BROWSERS = ['chrome123', 'firefox120', 'safari17.5'];

/** Other files in the folder are removed. Several processes may do it at the same time. */
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
    readFileSync(join(SOURCES, PAGE), 'utf8'),
  );
  mkdirSync(folder, { recursive: true });
  for (const { path, contents } of outputFiles) replaceFile(path, contents);
  replaceFile(join(folder, PAGE), page);
  const kept = [PAGE, ...files.map(([, hashed]) => hashed)];
  for (const name of readdirSync(folder)) {
    if (!kept.includes(name)) rmSync(join(folder, name), { force: true });
  }
}

/** A server that reads the file meanwhile finds all of it. */
function replaceFile(path: string, content: string | Uint8Array): void {
  const whole = `${path}.${process.pid}`;
  writeFileSync(whole, content);
  renameSync(whole, path);
}
