/** Packaging files and their documentation only set variables that `serve` reads. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { knownVariables } from '../../src/cli/environment-variables.ts';

const FILES = [
  'compose.yaml',
  'Dockerfile',
  'packaging/systemd/ticketoffice.service',
  'docs/deployment.md',
  'docs/operations.md',
];
const known = [...knownVariables, 'DATABASE_URL'];

for (const file of FILES) {
  it(`${file} names only variables that exist`, () => {
    const text = readFileSync(join(import.meta.dirname, '../..', file), 'utf8');
    const named = text.match(/\b(?:TICKETOFFICE_[A-Z_]+|DATABASE_[A-Z_]+)\b/g) ?? [];
    assert.ok(named.length > 0, 'it names none');
    assert.deepEqual(
      named.filter((name) => !known.includes(name)),
      [],
    );
  });
}
