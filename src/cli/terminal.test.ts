import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { testTerminal } from '../../test/support/test-terminal.ts';
import { printRecord, printRows, printTime } from './terminal.ts';

/** An escape, a one-byte escape of 8-bit terminals, a bell and a line feed. */
const HOSTILE = 'a\u001b[2J\u009b2J\u0007\nb';
const CONTROL = /[^\P{Cc}\n]/u;

describe('rows', () => {
  test('are printed below their names, in columns as wide as needed', () => {
    const terminal = testTerminal();
    printRows(terminal, false, [
      { id: 1, fullName: 'Anna Berg', email: null },
      { id: 20, fullName: 'Bo', email: 'bo@example.com' },
    ]);
    assert.equal(
      terminal.stdout(),
      ['id  fullName   email', '1   Anna Berg  -', '20  Bo         bo@example.com', ''].join('\n'),
    );
    assert.equal(terminal.notes(), '');
  });

  test('print nothing when there are none, but an empty array as JSON', () => {
    const terminal = testTerminal();
    printRows(terminal, false, []);
    assert.equal(terminal.stdout(), '');
    printRows(terminal, true, []);
    assert.deepEqual(JSON.parse(terminal.stdout()), []);
  });

  test('have the same values as JSON', () => {
    const terminal = testTerminal();
    const rows = [{ id: 1, email: null, groups: ['a', 'b'], by: HOSTILE }];
    printRows(terminal, true, rows);
    assert.deepEqual(JSON.parse(terminal.stdout()), rows);
  });

  test('contain no control characters', () => {
    for (const json of [false, true]) {
      const terminal = testTerminal();
      printRows(terminal, json, [{ by: HOSTILE }]);
      assert.doesNotMatch(terminal.stdout(), CONTROL);
    }
    const terminal = testTerminal();
    printRows(terminal, false, [{ by: HOSTILE }]);
    assert.equal(terminal.stdout(), 'by\na\\u001b[2J\\u009b2J\\u0007\\u000ab\n');
  });
});

describe('a record', () => {
  test('is printed with one property on each line', () => {
    const terminal = testTerminal();
    const groups = ['Sales', 'Support'];
    printRecord(terminal, false, {
      name: 'anna',
      groups,
      none: [],
      empty: '',
      count: 0,
      on: false,
    });
    assert.equal(
      terminal.stdout(),
      [
        'name    anna',
        'groups  Sales, Support',
        'none    -',
        'empty   -',
        'count   0',
        'on      false',
        '',
      ].join('\n'),
    );
  });

  test('has the same values as JSON', () => {
    const terminal = testTerminal();
    const record = { name: HOSTILE, groups: [], email: null, count: 0 };
    printRecord(terminal, true, record);
    assert.deepEqual(JSON.parse(terminal.stdout()), record);
    assert.doesNotMatch(terminal.stdout(), CONTROL);
  });

  test('contains no control characters', () => {
    const terminal = testTerminal();
    printRecord(terminal, false, { name: HOSTILE, groups: [HOSTILE] });
    assert.doesNotMatch(terminal.stdout(), CONTROL);
    assert.equal(terminal.stdout().split('\n').length, 3);
  });
});

test('times are ISO 8601 in UTC', () => {
  assert.equal(printTime(0), '1970-01-01T00:00:00.000Z');
  assert.equal(printTime(null), null);
});
