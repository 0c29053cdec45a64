import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { dateTimeMin, parseDateTime, printDateTime } from './date-time.ts';

const at = (iso: string, offsetMinutes: number | null) => ({
  epochMs: Date.parse(iso),
  offsetMinutes,
});

describe('xs:dateTime', () => {
  it('reads moments with and without a zone', () => {
    assert.deepEqual(parseDateTime('2026-11-22T10:30:00'), at('2026-11-22T10:30:00Z', null));
    assert.deepEqual(parseDateTime('2026-11-22T10:30:00Z'), at('2026-11-22T10:30:00Z', 0));
    assert.deepEqual(parseDateTime('2026-11-22T10:30:00+02:00'), at('2026-11-22T08:30:00Z', 120));
    assert.deepEqual(parseDateTime('2026-11-22T10:30:00-00:30'), at('2026-11-22T11:00:00Z', -30));
    assert.deepEqual(
      parseDateTime(' 2026-11-22T10:30:00.1234567Z '),
      at('2026-11-22T10:30:00.123Z', 0),
    );
    assert.deepEqual(parseDateTime('2026-12-31T24:00:00Z'), at('2027-01-01T00:00:00Z', 0));
    assert.deepEqual(parseDateTime('0001-01-01T00:00:00'), dateTimeMin);
    assert.equal(printDateTime(dateTimeMin), '0001-01-01T00:00:00');
  });

  it('refuses everything else', () => {
    const wrong = [
      ...['', 'now', '2026-11-22', '10:30:00', '2026-11-22 10:30:00', '2026-02-30T00:00:00'],
      ...[
        '2026-13-01T00:00:00',
        '2026-11-22T25:00:00',
        '2026-11-22T24:00:01',
        '2026-11-22T10:60:00',
      ],
      ...['2026-11-22T10:30:60', '2026-11-22T10:30:00+15:00', '2026-11-22T10:30:00+01:60'],
      ...[
        '0000-01-01T00:00:00',
        '12026-01-01T00:00:00',
        '-2026-01-01T00:00:00',
        '2026-11-22T10:30:00z',
      ],
    ];
    for (const text of wrong) assert.throws(() => parseDateTime(text), RangeError, text);
  });

  it('reads back every value that it prints', () => {
    const offsets = fc.option(fc.integer({ min: -840, max: 840 }));
    const moments = fc.date({
      min: new Date('0002-01-01'),
      max: new Date('9998-12-31'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, offsets, (moment, offsetMinutes) => {
        const value = { epochMs: moment.getTime(), offsetMinutes };
        assert.deepEqual(parseDateTime(printDateTime(value)), value);
      }),
    );
  });
});
