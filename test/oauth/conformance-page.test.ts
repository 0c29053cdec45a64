/** docs/conformance.md only names tests that exist. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';

const root = join(import.meta.dirname, '../..');

it('docs/conformance.md names only tests that exist', async () => {
  const page = await readFile(join(root, 'docs/conformance.md'), 'utf8');
  const rows = page.split('\n').filter((line) => /^\| (?!Section|Point)/.test(line));
  assert.ok(rows.length > 50, 'the tables are not found');
  const missing: string[] = [];
  for (const row of rows) {
    const [, file = '', title = ''] = /\| `((?:src|test)\/[\w./-]+)`: (.+) \|$/.exec(row) ?? [];
    assert.notEqual(file, '', `this row names no test: ${row}`);
    const text = await readFile(join(root, file), 'utf8');
    const quoted = [`'${title}'`, `"${title}"`, `\`${title}\``];
    if (!quoted.some((name) => text.includes(name))) missing.push(`${file}: ${title}`);
  }
  assert.deepEqual(missing, []);
});
