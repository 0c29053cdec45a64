import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { KeyRing } from '../keys/key-ring.ts';
import { AccessTokenCodec } from './access-token.ts';

const key = (id: number) => ({ id, secret: createSecretKey(randomBytes(32)) });
const first = key(1);
const second = key(2);
const codec = new AccessTokenCodec(new KeyRing([first, second]));

const claims = {
  contextIdentifier: '',
  validFromMs: 1_800_000_000_000,
  validToMs: 1_800_003_600_000,
  associateId: 4_000_000_000,
  ticketId: '01234567-89ab-cdef-0123-456789abcdef',
  applicationId: null,
  csSession: null,
};
const csSession = { loginId: 12, csUserId: 34, sessionKey: 'abcdefghijklmnopqrstuvwxyz012345' };

describe('AccessTokenCodec', () => {
  it('opens the tokens that it sealed', () => {
    const online = { ...claims, contextIdentifier: 'Cust12345', applicationId: 3_000_000_000 };
    for (const given of [claims, { ...claims, csSession }, online, { ...online, csSession }]) {
      const text = codec.seal(given);
      const context = given.contextIdentifier === '' ? '' : 'Cust12345\\.';
      assert.match(text, new RegExp(`^8A:${context}[A-Za-z0-9+/]+=*$`));
      const opened = codec.open(text);
      assert.ok(typeof opened === 'object');
      const { tokenId, ...rest } = opened;
      assert.deepEqual(rest, given);
      assert.match(tokenId, /^[0-9a-f]{32}$/);
    }
  });

  it('does not reveal its content', () => {
    const bytes = Buffer.from(codec.seal({ ...claims, csSession }).slice(3), 'base64');
    assert.equal(bytes.indexOf(csSession.sessionKey), -1);
    assert.equal(bytes.indexOf(Buffer.from(claims.ticketId.replaceAll('-', ''), 'hex')), -1);
  });

  it('never uses a nonce twice', () => {
    const nonces = Array.from({ length: 1000 }, () =>
      Buffer.from(codec.seal(claims).slice(3), 'base64').toString('hex', 5, 17),
    );
    assert.equal(new Set(nonces).size, nonces.length);
    const other = new AccessTokenCodec(new KeyRing([second])).seal(claims);
    assert.ok(!nonces.includes(Buffer.from(other.slice(3), 'base64').toString('hex', 5, 17)));
  });

  it('seals with the newest key and opens with every key', () => {
    const before = new AccessTokenCodec(new KeyRing([first])).seal(claims);
    assert.equal(typeof codec.open(before), 'object');
    const after = codec.seal(claims);
    assert.equal(new AccessTokenCodec(new KeyRing([first])).open(after), 'unknown-key');
  });

  it('refuses a token in which any bit was changed', () => {
    const bytes = Buffer.from(codec.seal({ ...claims, csSession }).slice(3), 'base64');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      const verdict = codec.open(`8A:${changed.toString('base64')}`);
      const expected =
        bit < 8 ? 'unknown-version' : bit < 40 ? ['unknown-key', 'forged'] : 'forged';
      assert.ok(expected.includes(String(verdict)), `bit ${bit}: ${verdict}`);
    }
  });

  it('refuses a token whose context identifier was replaced', () => {
    const onsite = codec.seal(claims);
    const online = codec.seal({ ...claims, contextIdentifier: 'Cust12345' });
    assert.equal(codec.open(onsite.replace('8A:', '8A:Cust12345.')), 'forged');
    assert.equal(codec.open(online.replace('Cust12345.', '')), 'forged');
    assert.equal(codec.open(online.replace('Cust12345', 'Cust26759')), 'forged');
    assert.equal(codec.open(online.replace('Cust12345', 'cust12345')), 'forged');
    for (const context of ['', 'a b', 'a.b', 'å', 'a'.repeat(33)]) {
      assert.equal(codec.open(online.replace('Cust12345', context)), 'malformed', context);
    }
  });

  it('refuses a token that was cut, lengthened or spelled differently', () => {
    const text = codec.seal(claims);
    const bytes = Buffer.from(text.slice(3), 'base64');
    const wrap = (data: Buffer) => `8A:${data.toString('base64')}`;
    assert.equal(codec.open(wrap(bytes.subarray(0, -1))), 'malformed');
    assert.equal(codec.open(wrap(Buffer.concat([bytes, Buffer.alloc(1)]))), 'forged');
    for (const other of [
      '',
      '8A:',
      text.slice(3),
      `${text}=`,
      text.replace('8A:', '8A: '),
      text.replace('8A:', '7T:'),
      `8A:${'A'.repeat(3000)}`,
    ]) {
      assert.equal(codec.open(other), 'malformed', other);
    }
  });
});
