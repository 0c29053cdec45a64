import assert from 'node:assert/strict';
import { it } from 'node:test';
import { httpDate } from './response-head.ts';

it('the date is renewed when the second changes, forwards or backwards', () => {
  const dates = [
    [0, 'Thu, 01 Jan 1970 00:00:00 GMT'],
    [784_111_777_000, 'Sun, 06 Nov 1994 08:49:37 GMT'],
    [784_111_777_999, 'Sun, 06 Nov 1994 08:49:37 GMT'],
    [784_111_778_000, 'Sun, 06 Nov 1994 08:49:38 GMT'],
    [0, 'Thu, 01 Jan 1970 00:00:00 GMT'],
  ] as const;
  for (const [nowMs, date] of dates) assert.equal(httpDate(nowMs), date);
});
