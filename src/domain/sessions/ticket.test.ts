import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createTicket, parseTicket, secretMatches, type Ticket } from './ticket.ts';

const NOW_MS = Date.UTC(2031, 4, 17);

const stored = (secretHash: string): Ticket => ({
  id: '',
  secretHash,
  associateId: 1,
  generation: 1,
  parentId: null,
  accessTokenId: null,
  tokensFromMs: 0,
  issuedAtMs: 0,
  expiresAtMs: 0,
  lastUsedAtMs: 0,
  lastUsedFrom: '',
  lastUsedBy: null,
});

describe('tickets', () => {
  it('have the documented form and carry their id and secret', () => {
    const { text, id, secretHash } = createTicket('', NOW_MS);
    assert.match(text, /^7T:[A-Za-z0-9+/]+=*$/);
    const content = Buffer.from(text.slice(3), 'base64').toString('utf16le');
    assert.match(content, /^[0-9a-f-]{36};\d+$/);
    const online = createTicket('Cust12345', NOW_MS);
    assert.match(
      Buffer.from(online.text.slice(3), 'base64').toString('utf16le'),
      /^[0-9a-f-]{36};\d+;Cust12345$/,
    );
    assert.equal(parseTicket(online.text)?.contextIdentifier, 'Cust12345');
    assert.match(secretHash, /^7S:[A-Za-z0-9+/]{43}=$/);
    const parsed = parseTicket(text);
    assert.equal(parsed?.id, id);
    assert.ok(secretMatches(stored(secretHash), parsed?.secret ?? ''));
  });

  it('have ids in the order of their times', () => {
    const times = [0, 1, NOW_MS, NOW_MS + 1, 2 ** 48 - 1];
    const ids = times.map((nowMs) => createTicket('', nowMs).id);
    assert.deepEqual(ids.toSorted(), ids);
    for (const id of ids) {
      assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
    assert.notEqual(createTicket('', 0).id, createTicket('', 0).id);
  });

  it('are stored without their secret', () => {
    const { text, secretHash } = createTicket('', NOW_MS);
    const secret = parseTicket(text)?.secret ?? '';
    assert.ok(!secretHash.includes(secret));
    assert.ok(!secretMatches(stored(secretHash), `${secret}0`));
    assert.ok(!secretMatches(stored('7S:'), secret));
    assert.notEqual(createTicket('', NOW_MS).secretHash, secretHash);
  });

  it('are distinguished from every other text', () => {
    const encode = (content: string) => `7T:${Buffer.from(content, 'utf16le').toString('base64')}`;
    const id = '01234567-89ab-cdef-0123-456789abcdef';
    const parsed = { id, secret: '5', contextIdentifier: '' };
    assert.deepEqual(parseTicket(encode(`${id};5`)), parsed);
    const online = { ...parsed, contextIdentifier: 'Cust-1_2' };
    assert.deepEqual(parseTicket(encode(`${id};5;Cust-1_2`)), online);
    const wrong = [
      '',
      '7T:',
      '7T:!!!',
      '8A:x',
      encode(id),
      encode(`${id};`),
      encode(`${id};x`),
      encode(`${id};5;`),
      encode(`${id};5;a b`),
      encode(`${id};5;a;b`),
      encode(`${id};5;${'a'.repeat(33)}`),
      encode(`x;5`),
      encode(`${id};${'1'.repeat(40)}`),
      `7T:${'A'.repeat(600)}`,
    ];
    for (const text of wrong) assert.equal(parseTicket(text), null, text);
    fc.assert(fc.property(fc.string(), (text) => parseTicket(text) === null));
    fc.assert(fc.property(fc.base64String(), (text) => parseTicket(`7T:${text}`) === null));
  });
});
