import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { OperationField } from '../../console-api/operations.ts';
import { textsOf, valuesOf } from './call-values.ts';

const base = { choices: [], isRequired: false, mayBeNull: false };

const fields: readonly OperationField[] = [
  { ...base, name: 'Text', kind: 'text' },
  { ...base, name: 'Count', kind: 'integer' },
  { ...base, name: 'IsOn', kind: 'boolean' },
  { ...base, name: 'Record', kind: 'json' },
  { ...base, name: 'Needed', kind: 'text', isRequired: true },
  { ...base, name: 'NullOrText', kind: 'text', isRequired: true, mayBeNull: true },
];

it('makes values of the kinds of the fields, and leaves out what is empty', () => {
  const texts = { Text: 'a', Count: '7', IsOn: 'false', Record: '{"a":[1]}' };
  assert.deepEqual(valuesOf(fields, texts), {
    Text: 'a',
    Count: 7,
    IsOn: false,
    Record: { a: [1] },
    Needed: '',
    NullOrText: null,
  });
  assert.deepEqual(valuesOf(fields, {}), { Needed: '', NullOrText: null });
});

it('names the field whose text is not JSON', () => {
  assert.throws(() => valuesOf(fields, { Record: '{' }), /^SyntaxError: Record: expected JSON\./);
});

it('fills in the example, but no secret', () => {
  const shown = textsOf({
    name: 'User/SaveUser',
    summary: '',
    needsSession: true,
    fields: [...fields, { ...base, name: 'Password', kind: 'secret' }],
    example: { Text: 'a', Count: 7, IsOn: true, Record: { a: 1 }, Password: 'secret' },
  });
  const { Text, Count, IsOn, Record, Password } = shown;
  assert.deepEqual([Text, Count, IsOn, Password], ['a', '7', 'true', '']);
  assert.equal(Record, '{\n  "a": 1\n}');
});
