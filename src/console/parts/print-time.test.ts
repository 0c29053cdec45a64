import assert from 'node:assert/strict';
import { it } from 'node:test';
import { printDuration, printRelative } from './print-time.ts';

const MINUTE = 60_000;

it('tells times as people do', () => {
  const cases: readonly (readonly [ms: number, text: string])[] = [
    [0, 'just now'],
    [-59_000, 'just now'],
    [30_000, 'in less than a minute'],
    [-MINUTE, '1 min. ago'],
    [119 * MINUTE, 'in 1 hr.'],
    [-49 * 60 * MINUTE, '2 days ago'],
    [800 * 24 * 60 * MINUTE, 'in 2 yr.'],
  ];
  for (const [ms, text] of cases) assert.equal(printRelative(ms, 0), text);
});

it('tells durations as precisely as it matters', () => {
  const told = [0.04, 9.94, 12.4, 999, 1000, 61_040].map(printDuration);
  assert.deepEqual(told, ['0.0 ms', '9.9 ms', '12 ms', '999 ms', '1.0 s', '61.0 s']);
});
