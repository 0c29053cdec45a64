import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hideDeclaredSecrets } from './hide-secrets.ts';

/** Beginnings of each pattern that never become a secret, and texts that never reach its end. */
const PREFIXES = [
  '7T:',
  '7T:aaaaaaa ',
  'A:',
  '8A',
  'eyJ',
  'eyJ-',
  'eyJaaaaaaaa',
  'eyJaaaaaaaa ',
  'eyJaaaaaaaa.',
  'eyJaaaaaaaa.a.a.a.a ',
  '-eyJ-------e',
  '$argon2id$',
  '$argon2id$ ',
  '$scrypt$,',
  'Basic ',
  'Basic  aaa  ',
  'Bearer',
  ' ',
  'a',
  'a.',
  'a+',
  'a:',
  ':a',
  'a://',
  '://:',
  '://a:a',
  'a://a:a ',
  '-',
  '-----BEGIN ',
  '-----BEGIN A',
  '-----BEGIN PRIVATE KEY-----',
  'BEGIN ',
  '<Password ',
  '<Password',
  '<a:Ticket a',
  '<',
  '"Ticket":',
  '"Ticket" : "',
  '"Ticket":"\\',
  '"',
];
const SMALL = 4_096;
const TIMES_LARGER = 4;
/** Between linear growth (4 times as long) and quadratic growth (16 times). */
const TIMES_LONGER_MAX = 9;
const ATTEMPTS = 5;
const RUNS = 7;

describe('hiding secrets', () => {
  for (const prefix of PREFIXES) {
    it(`takes linear time:${JSON.stringify(prefix)}`, () => {
      const growths: number[] = [];
      while (growths.length < ATTEMPTS) {
        const growth = growthOf(prefix);
        if (growth <= TIMES_LONGER_MAX) return;
        growths.push(growth);
      }
      assert.fail(`${TIMES_LARGER} times the text took ${growths.join(', ')} times as long`);
    });
  }

  it('finds a secret after the longest prefix that a request can have', () => {
    for (const prefix of PREFIXES) {
      for (const secret of ['7T:fjord-4711-fjord', 'eyJhbGciOiJ.eyJzdWIiOi.fjord-4711']) {
        const shown = hideDeclaredSecrets(`${prefix.repeat(TIMES_LARGER * SMALL)} ${secret}`);
        assert.ok(!shown.includes('fjord'), prefix);
      }
    }
  });

  it('hides the whole secret, however long it is', () => {
    const long = 'fjord'.repeat(SMALL);
    for (const secret of [
      `<Password>${long}`,
      `<tns:RefreshToken xsi:type="xsd:string">${long}</tns:RefreshToken>`,
      `{"NewPassword":"${long}"}`,
      `8A:${long}`,
      `eyJ${long}.${long}.${long}`,
      `Bearer ${long}`,
      `$argon2id$${long}`,
      `postgres://anna:${long}@db`,
      `-----BEGIN EC PRIVATE KEY-----${long}`,
    ]) {
      assert.ok(!hideDeclaredSecrets(secret).includes('fjord'), secret.slice(0, 20));
    }
  });
});

/**
 * Compares the fastest runs of a small and a larger text, which other processes disturbed least.
 */
function growthOf(prefix: string): number {
  const small = prefix.repeat(SMALL).slice(0, SMALL);
  const large = prefix.repeat(TIMES_LARGER * SMALL).slice(0, TIMES_LARGER * SMALL);
  return (fastestMs(large, 1) / fastestMs(small, TIMES_LARGER)) * TIMES_LARGER;
}

function fastestMs(text: string, repeats: number): number {
  const times = Array.from({ length: RUNS }, () => {
    const startedAt = performance.now();
    for (let done = 0; done < repeats; done += 1) hideDeclaredSecrets(text);
    return performance.now() - startedAt;
  });
  return Math.min(...times);
}
