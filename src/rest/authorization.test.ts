import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DomainError } from '../domain/errors.ts';
import { challengesOf, proofOf } from './authorization.ts';

const read = (authorization: string) => proofOf({ authorization }).credentials;
const basic = (text: string | Uint8Array) => read(`Basic ${Buffer.from(text).toString('base64')}`);
const password = (userName: string, text: string) => ({
  kind: 'password',
  userName,
  password: text,
});

describe('proofOf', () => {
  it('is empty without header fields', () => {
    assert.deepEqual(proofOf({}), { credentials: null, applicationToken: '' });
    const { applicationToken } = proofOf({ 'so-apptoken': ' secret ' });
    assert.equal(applicationToken, ' secret ');
  });

  it('reads the schemes in any case', () => {
    const ticket = { kind: 'ticket', ticket: '7T:abc==' };
    for (const scheme of ['SOTicket', 'soticket', 'SOTICKET '])
      assert.deepEqual(read(`${scheme} 7T:abc==`), ticket);
    const token = { kind: 'access-token', accessToken: '8A:Cust1.x' };
    assert.deepEqual(read('bearer 8A:Cust1.x'), token);
  });

  it('reads names and passwords in UTF-8, and any character in the password', () => {
    assert.deepEqual(basic('anna:a:b: c'), password('anna', 'a:b: c'));
    assert.deepEqual(basic('Åse:pä✓'), password('Åse', 'pä✓'));
    assert.deepEqual(basic(':'), password('', ''));
    assert.deepEqual(read('Basic YTpi'), password('a', 'b'));
    assert.deepEqual(read('Basic YTpiYw'), password('a', 'bc'), 'without padding');
  });

  it('accepts a ticket or an access token in place of the user name', () => {
    assert.deepEqual(basic('7T:abc:'), { kind: 'ticket', ticket: '7T:abc' });
    assert.deepEqual(basic('8A:x:ignored'), { kind: 'access-token', accessToken: '8A:x' });
  });

  const unreadable = [
    '',
    'Basic',
    'Bearer',
    'Digest username="a"',
    'Bearer a b',
    'Basic YTpi YTpi',
    'Basic !!!!',
    'Basic YTpi=====',
    `Basic ${Buffer.from('no colon').toString('base64')}`,
    `Basic ${Buffer.from('a\0:b').toString('base64')}`,
    `Basic ${Buffer.from('a:b\n').toString('base64')}`,
    `Basic ${Buffer.from('a:b\u0085').toString('base64')}`,
    `Bearer 8A:${'x'.repeat(9000)}`,
    'Negotiate abc',
    '7T:abc',
  ];
  for (const text of unreadable) {
    it(`refuses ${JSON.stringify(text.slice(0, 40))}`, () => {
      assert.throws(
        () => read(text),
        (error) => error instanceof DomainError && error.code === 'session-invalid',
      );
    });
  }
});

describe('challengesOf', () => {
  it('offers Basic only where passwords are accepted', () => {
    assert.equal(challengesOf(true, null).length, 3);
    assert.deepEqual(challengesOf(false, null), [
      'Bearer realm="Ticketoffice"',
      'SOTicket realm="Ticketoffice"',
    ]);
  });

  it('describes what is wrong with a token in a quoted string', () => {
    const [bearer] = challengesOf(false, 'a "b" \\ c\r\nX: ü');
    const flaw = 'error="invalid_token", error_description="a ?b? ? c??X: ?"';
    assert.equal(bearer, `Bearer realm="Ticketoffice", ${flaw}`);
  });
});
