import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readPublicJwk } from '../keys/public-key.ts';
import { isSignedByOne, parseSignedSystemToken } from './system-token.ts';

/** Made with OpenSSL; Node signs to the same bytes. */
const key = readPublicJwk({
  kty: 'RSA',
  e: 'AQAB',
  n:
    'yz8rr7scJw9vsL2PTBZfyQQr4MMuKxxAY4bsyA5z9VUm6mza3JnpL6wGaDKficcFGcqSCkc3yqX_GZx8jJfuooc9GaYR' +
    'Srqw68-h3kjzdA8rcUsBfmxCS9lU-OJ_Im3g9yQmUjXP-UpUXciAH-GP8jMR_E4XO7DFAIH_S8WOEs8QqM-HLSC3n2bN' +
    'UsMFK39XvApxB-5h_Vg2IppDesGkPemrbQiCckz7vAtdJz9KK-NQnZUnA3BEPwGW20PTLPFqKzgp9mWdsrNomuRl3Pu6' +
    'XYMZXGmb-DshMPn2cUZ6lP2Sj55--BDQgChoxEgN3vCv2QBMYfW_4Oj4wDLTxy_k7Q',
});
const systemToken = 'Ticketoffice Sample-8k8Q7DmBgo';
const signature =
  'A3wrvcmM/8vxzfTy212kC2j6BXcT17D2JXsu76ceZ31UEYlWcolwKN2WZni2z4K50CJ+qesrfO+GdXNpseAWqFW/FKtZ' +
  'BmITfoXB3txZe2ZBKpLKjPgyGu6yd9oTtPEWNuZkoPU5sJCbWqcE1599fQe5NJgabGfjybJsqEcDvPGEyyt81pSDER8h' +
  'j6+eWaET8gSTHXJuy4wNqWGjvviftOoIXTcQK2D9h+h8udju8iju69YYvJ8oKqzm6CU1Gi8JSQOhAVkA7O9hzBv4DHJk' +
  'PrTfsIP0aF68uyrndTKIKgNi1P401EAK3xvf9wdufGucMluGbOihsy90xBZPwOLzug==';

const isSigned = (text: string) => {
  const parsed = parseSignedSystemToken(text);
  return parsed !== null && isSignedByOne(parsed, [key]);
};

describe('a signed system token', () => {
  it('of another implementation is read and verified', () => {
    const text = `${systemToken}.202611270930.${signature}`;
    const parsed = parseSignedSystemToken(text);
    assert.equal(parsed?.systemToken, systemToken);
    assert.equal(parsed?.atMs, Date.parse('2026-11-27T09:30:00Z'));
    assert.ok(isSigned(text));
  });

  it('does not verify with another time, another byte or another key', () => {
    assert.equal(isSigned(`${systemToken}.202611270931.${signature}`), false);
    assert.equal(
      isSigned(`${systemToken}.202611270930.${signature.replace('ug==', 'uw==')}`),
      false,
    );
    assert.equal(
      isSigned(`${systemToken}.202611270930.${signature.replace('A3wr', 'B3wr')}`),
      false,
    );
    const parsed = parseSignedSystemToken(`${systemToken}.202611270930.${signature}`);
    assert.ok(parsed);
    assert.equal(isSignedByOne(parsed, []), false);
  });

  it('is not read if the signature is in base64url, or a part is missing', () => {
    const base64url = signature.replaceAll('+', '-').replaceAll('/', '_');
    for (const text of [
      `${systemToken}.202611270930.${base64url}`,
      `${systemToken}.202611270930.${signature.slice(0, -1)}`,
      `${systemToken}.202611270930.`,
      `${systemToken}.${signature}`,
      `${systemToken}.20261127093.${signature}`,
      `${systemToken}.202613270930.${signature}`,
      `.202611270930.${signature}`,
      '',
    ]) {
      assert.equal(parseSignedSystemToken(text), null, text);
    }
  });

  it('is read from the right, because the system token may hold dots and times', () => {
    const odd = 'A. B-202611270930.202611270930.x';
    assert.equal(parseSignedSystemToken(`${odd}.202611270931.AAAA`)?.systemToken, odd);
  });
});
