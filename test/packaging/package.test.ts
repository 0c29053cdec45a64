/** The npm package: links in its pages lead to files that it contains. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { it } from 'node:test';

const root = join(import.meta.dirname, '../..');

interface Packed {
  readonly files: readonly { readonly path: string }[];
}

/** Lists the packed files except build results, to which no page links. */
function packedFiles(): readonly string[] {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const output = execFileSync('npm', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' });
  const [packed] = JSON.parse(output) as readonly Packed[];
  return packed?.files.map(({ path }) => path) ?? [];
}

it('every link in a page leads to a file in the package', () => {
  const files = packedFiles();
  const pages = files.filter((file) => file.endsWith('.md'));
  assert.ok(pages.includes('README.md') && pages.includes('docs/operations.md'));
  const broken: string[] = [];
  let links = 0;
  for (const page of pages) {
    const text = readFileSync(join(root, page), 'utf8');
    for (const [, target = ''] of text.matchAll(/\]\(([^)#\s]+)(?:#[^)\s]*)?\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      links += 1;
      const path = posix.join(posix.dirname(page), target);
      const isThere = files.some(
        (file) => file === path || file.startsWith(`${path.replace(/\/$/, '')}/`),
      );
      if (!isThere) broken.push(`${page}: ${target}`);
    }
  }
  assert.deepEqual(broken, []);
  assert.ok(links > 20, `${links} links`);
});
