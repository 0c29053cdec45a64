/** `docs/settings.md` documents the settings as they are. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { settingsSchema } from '../settings.ts';
import { defaultOf, descriptionOf, flagOf, variableOf } from './settings-input.ts';

const page = readFileSync(new URL('../../docs/settings.md', import.meta.url), 'utf8');
const names = Object.keys(settingsSchema.shape) as (keyof typeof settingsSchema.shape)[];

/** The cells of each row of the table, by the setting in its first cell. */
const rows = new Map(
  [...page.matchAll(/^\| (`\w+`) \| (.+) \|$/gm)].map(([, property = '', cells = '']) => [
    property,
    cells.split(' | '),
  ]),
);

test('the table has the settings in their order, and no others', () => {
  assert.deepEqual(
    [...rows.keys()],
    names.map((name) => `\`${name}\``),
  );
});

for (const name of names) {
  test(`the row of ${name} matches the program`, () => {
    const [flag, variable, given, range, purpose] = rows.get(`\`${name}\``) ?? [];
    const expected = defaultOf(name);
    const flagged = flagOf(name);
    assert.equal(flag, flagged === null ? '–' : `\`${flagged}\``);
    assert.equal(variable, `\`${variableOf(name)}\``);
    assert.equal(given, expected === null ? '–' : `\`${expected}\``);
    assert.equal(purpose, descriptionOf(name));
    const isNumber = typeof settingsSchema.shape[name].parse(undefined) === 'number';
    if (!isNumber) return assert.equal(range, '–');
    const [, min, max] = /^(\d+) to (\d+)$/.exec(range ?? '') ?? [];
    const accepts = (value: number) => settingsSchema.shape[name].safeParse(value).success;
    assert.ok(accepts(Number(min)) && accepts(Number(max)), `${range}`);
    assert.ok(!accepts(Number(min) - 1) && !accepts(Number(max) + 1), `${range}`);
  });
}
