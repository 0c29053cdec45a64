import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DomainError } from '../errors.ts';
import { LastLogins } from './last-logins.ts';

const MINUTE_MS = 60_000;

function scene() {
  const clock = { nowMs: 1_000_000, now: () => clock.nowMs };
  const written: (readonly [id: number, atMs: number | null | undefined])[] = [];
  const failure: { next: DomainError | null } = { next: null };
  const associates = {
    recordTimes: async (id: number, { lastLoginAtMs }: { lastLoginAtMs?: number | null }) => {
      const error = failure.next;
      failure.next = null;
      if (error) throw error;
      written.push([id, lastLoginAtMs]);
    },
  };
  return { clock, written, failure, lastLogins: new LastLogins({ associates, clock }) };
}

describe('the last login', () => {
  it('is written once a minute for each user', async () => {
    const { clock, written, lastLogins } = scene();
    await Promise.all([lastLogins.record(1), lastLogins.record(1), lastLogins.record(2)]);
    clock.nowMs += MINUTE_MS - 1;
    await lastLogins.record(1);
    clock.nowMs += 1;
    await lastLogins.record(1);
    assert.deepEqual(written, [
      [1, 1_000_000],
      [2, 1_000_000],
      [1, 1_060_000],
    ]);
  });

  it('is written if the clock was set back', async () => {
    const { clock, written, lastLogins } = scene();
    await lastLogins.record(1);
    clock.nowMs -= MINUTE_MS;
    await lastLogins.record(1);
    assert.deepEqual(written, [
      [1, 1_000_000],
      [1, 940_000],
    ]);
  });

  it('is written at the next login if a write fails', async () => {
    const { written, failure, lastLogins } = scene();
    failure.next = new DomainError('busy', 'The database is busy.');
    await assert.rejects(lastLogins.record(1), /database is busy/);
    await lastLogins.record(1);
    assert.deepEqual(written, [[1, 1_000_000]]);
  });

  it('is remembered for 10,000 users, the latest ones', async () => {
    const { written, lastLogins } = scene();
    for (let id = 1; id <= 10_001; id += 1) await lastLogins.record(id);
    await lastLogins.record(10_001);
    await lastLogins.record(2);
    assert.equal(written.length, 10_001);
    await lastLogins.record(1);
    assert.equal(written.length, 10_002);
  });
});
