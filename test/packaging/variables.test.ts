/** What is packaged and what the pages about it say sets only variables that `serve` reads. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { it } from 'node:test';
import { createProgram } from '../../src/cli/program.ts';
import { variableOf } from '../../src/cli/settings-input.ts';
import { type Settings, settingsSchema } from '../../src/settings.ts';

const FILES = [
  'compose.yaml',
  'Dockerfile',
  'packaging/systemd/ticketoffice.service',
  'docs/deployment.md',
  'docs/operations.md',
];
/** Has no flag, because other users of a machine see those. */
const WITHOUT_FLAG = 'TICKETOFFICE_MASTER_KEY';

const program = await createProgram({
  stdin: Readable.from([]),
  stderr: new Writable(),
  environment: {},
  print: () => {},
  note: () => {},
});
const serve = program.commands.find((command) => command.name() === 'serve');
const settings = Object.keys(settingsSchema.shape) as (keyof Settings)[];
const known = new Set([
  WITHOUT_FLAG,
  ...settings.map(variableOf),
  ...(serve?.options.flatMap(({ envVar }) => envVar ?? []) ?? []),
]);

for (const file of FILES) {
  it(`${file} names variables that there are`, () => {
    const text = readFileSync(join(import.meta.dirname, '../..', file), 'utf8');
    const named = text.match(/\b(?:TICKETOFFICE_[A-Z_]+|DATABASE_[A-Z_]+)\b/g) ?? [];
    assert.ok(named.length > 0, 'it names none');
    assert.deepEqual(
      named.filter((name) => !known.has(name)),
      [],
    );
  });
}
