import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cheapHash } from '../../../test/support/cheap-hash.ts';
import { DomainError } from '../errors.ts';
import { networksOf } from '../network.ts';
import { PASSWORD_BYTES_MAX } from '../passwords/password-policy.ts';
import { hashingThreadsMax } from './hashing-threads.ts';
import { PasswordHasher } from './password.ts';

const hasher = new PasswordHasher();
const isError = (code: string) => (error: unknown) =>
  error instanceof DomainError && error.code === code;

describe('PasswordHasher', () => {
  it('accepts only the password that it hashed', async () => {
    const stored = await hasher.hash('Blåbær 1');
    assert.match(
      stored,
      /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/,
    );
    assert.equal(await hasher.verify('Blåbær 1', stored), true);
    assert.equal(await hasher.verify('Blåbær 2', stored), false);
    assert.equal(await hasher.verify('', stored), false);
    assert.notEqual(await hasher.hash('Blåbær 1'), stored, 'salted');
  });

  it('refuses every password for a user without a password', async () => {
    assert.equal(await hasher.verify('', null), false);
    assert.equal(await hasher.verify('anything', null), false);
  });

  it('refuses a password that is longer than any that can be set', async () => {
    const longest = 'x'.repeat(PASSWORD_BYTES_MAX);
    const stored = await hasher.hash(longest);
    assert.equal(await hasher.verify(longest, stored), true);
    assert.equal(await hasher.verify(`${longest}x`, stored), false);
  });

  it('refuses work beyond its queue limit, and recovers', async () => {
    const stored = cheapHash('y');
    const crowd = Array.from({ length: 200 }, () => hasher.verify('x', stored, ['crowd']));
    const others = Array.from({ length: 200 }, () => hasher.verify('x', stored, ['others']));
    const outcomes = await Promise.allSettled([...crowd, ...others]);
    const isRefused = ({ status }: PromiseSettledResult<boolean>) => status === 'rejected';
    assert.equal(outcomes.slice(0, 200).filter(isRefused).length, 200 - hashingThreadsMax - 128);
    assert.equal(outcomes.filter(isRefused).length, 400 - hashingThreadsMax - 256);
    await assert.rejects(
      Promise.reject(outcomes.find((o) => o.status === 'rejected')?.reason),
      isError('busy'),
    );
    assert.equal(await hasher.verify('x', null), false);
  });

  it('refuses nobody from twelve networks while three others flood it', async () => {
    const flooding: readonly ((index: number) => string)[][] = [
      [() => '192.0.2.1', () => '192.0.2.2', () => '192.0.2.3'],
      // Each customer has a /48, and each request comes from another /64 in it.
      [1, 2, 3].map((customer) => (index) => `2001:db8:${customer}:${index.toString(16)}::1`),
    ];
    const fresh = Array.from({ length: 12 }, (_, index) =>
      index % 2 === 0 ? `198.51.100.${index}` : `2001:db8:f${index}::1`,
    );
    for (const networks of flooding) {
      const stored = cheapHash('x');
      const ask = (address: string) => hasher.verify('x', stored, networksOf(address));
      const flood = Array.from({ length: 300 }, (_, index) =>
        networks.map((addressOf) => ask(addressOf(index))),
      ).flat();
      const floodEnds = Promise.allSettled(flood);
      assert.deepEqual(await Promise.all(fresh.map(ask)), Array(12).fill(true));
      const refused = (await floodEnds).filter(({ status }) => status === 'rejected').length;
      assert.equal(refused, 900 - hashingThreadsMax - 256 + 12);
    }
  });

  it('refuses a hash in an unknown format', async () => {
    await assert.rejects(hasher.verify('x', '$2b$10$abc'), /malformed/);
  });
});
