/** The files of the console: small, with nothing from elsewhere. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { bundleConsole } from '../../scripts/console-bundle.ts';

const GZIPPED_BYTES_MAX = 60 * 1024;
/** Names of XML namespaces are no addresses that something is loaded from. */
const NAMESPACES = 'http://www.w3.org/';

describe('the files of the console', () => {
  let folder = '';
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ticketoffice-console-'));
    writeFileSync(join(folder, 'main-OLDOLDOL.js'), 'old');
    await bundleConsole(folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const texts = () => readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));

  it('take at most 60 kB gzipped', () => {
    const sizes = texts().map((text) => gzipSync(text).length);
    assert.ok(sizes.reduce((sum, size) => sum + size, 0) <= GZIPPED_BYTES_MAX, sizes.join(' + '));
  });

  it('are the page and the files that it names, each with a hash in its name', () => {
    const page = readFileSync(join(folder, 'index.html'), 'utf8');
    const named = [...page.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, name]) => name ?? '');
    assert.equal(named.length, 3);
    for (const name of named) assert.match(name, /^[a-z]+-[A-Z0-9]{8}\.(?:js|css|svg)$/);
    assert.deepEqual(readdirSync(folder).sort(), [...named, 'index.html'].sort());
  });

  it('name no other server, and write no markup', () => {
    for (const text of texts()) {
      const addresses = text.match(/\b(?:https?|wss?):\/\/[\w.-]*\.[a-z]{2,}[^"'`\s)]*/gi) ?? [];
      assert.deepEqual(
        addresses.filter((address) => !address.startsWith(NAMESPACES)),
        [],
      );
      assert.doesNotMatch(text, /insertAdjacentHTML|document\.write|\beval\(|new Function/);
    }
  });

  it('keep no source map, which would double them', () => {
    assert.ok(texts().every((text) => !text.includes('sourceMappingURL')));
  });
});
