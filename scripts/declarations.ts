/**
 * Adds the types of `ticketoffice/testing` to `dist/`: the declarations that its interface
 * consists of. Those of all other files that a test server is made of are left out.
 *
 * Run it after `tsc -p tsconfig.testing.json`.
 */
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

const root = join(import.meta.dirname, '..');
const emitted = join(root, 'node_modules/.cache/declarations');
const IMPORTED = /\bfrom '(\.[^']+)\.ts'/g;

const needed = new Set(['testing/testing']);
// Files that are added meanwhile are visited too.
for (const file of needed) {
  const source = join(emitted, `${file}.d.ts`);
  for (const [, imported = ''] of readFileSync(source, 'utf8').matchAll(IMPORTED)) {
    needed.add(posix.join(posix.dirname(file), imported));
  }
  const target = join(root, 'dist', `${file}.d.ts`);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(source, target);
}
