import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { durationMsOf } from './duration.ts';

describe('durations', () => {
  const known = [
    [0, 0],
    [1500, 1500],
    ['250ms', 250],
    ['30s', 30_000],
    ['1.5m', 90_000],
    ['6h', 21_600_000],
    ['1d', 86_400_000],
    ['PT6H', 21_600_000],
    ['P1DT2H3M4.5S', 93_784_500],
    ['P2D', 172_800_000],
  ] as const;
  for (const [given, ms] of known) {
    it(`${JSON.stringify(given)} is ${ms} ms`, () => assert.equal(durationMsOf(given), ms));
  }

  for (const given of [-1, Number.NaN, Number.POSITIVE_INFINITY, '', '6', '6 h', 'h', 'P', 'PT'])
    it(`${JSON.stringify(given)} is refused`, () => {
      assert.throws(() => durationMsOf(given), /is no duration.*30s, 6h, 1d or PT6H/);
    });

  it('nothing is refused', () => {
    const nothing: unknown = undefined;
    assert.throws(() => durationMsOf(nothing as string), /^DomainError: undefined is no duration/);
  });

  it('more than 100 years are refused', () => {
    assert.throws(() => durationMsOf('36526d'), /from 0 to 100 years/);
  });
});
