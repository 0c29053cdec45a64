import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { seed, sizeOf } from '../../../test/support/long.ts';
import { type CachedTicket, TicketTable } from './ticket-table.ts';

const RUNS = sizeOf('TICKET_TABLE_RUNS', 300, 30_000);
/** The most tickets that no set of rows is too small for. */
const SET_ROWS = 16;

function cachedTicket(id: string, n = 0): CachedTicket {
  const ticket = {
    id,
    secretHash: `7S:${Buffer.alloc(32, n).toString('base64')}`,
    associateId: n + 1,
    generation: n + 2,
    tokensFromMs: 1_700_000_000_000 + n,
    issuedAtMs: 1_800_000_000_000 + n,
    expiresAtMs: 1_900_000_000_000 + n,
    lastUsedAtMs: 1_850_000_000_000 + n,
  };
  return { tenantId: n + 3, ticket };
}

/** Adds tickets with new ids. */
function addTickets(table: TicketTable, count: number): readonly string[] {
  const ids = Array.from({ length: count }, () => randomUUID());
  for (const id of ids) table.set(id, cachedTicket(id));
  return ids;
}

const anId = fc.uuid().map((id) => id.toLowerCase());
const actions = fc.uniqueArray(anId, { minLength: 1, maxLength: 40 }).chain((ids) => {
  const id = fc.constantFrom(...ids);
  const acts = [
    fc.record({ kind: fc.constant('set'), id, n: fc.nat(200) }),
    fc.record({ kind: fc.constant('get'), id, n: fc.constant(0) }),
    fc.record({ kind: fc.constant('delete'), id, n: fc.constant(0) }),
  ];
  const clear = fc.record({ kind: fc.constant('clear'), id, n: fc.constant(0) });
  return fc.array(
    fc.oneof(...acts.map((arbitrary) => ({ arbitrary, weight: 9 })), {
      arbitrary: clear,
      weight: 1,
    }),
    { maxLength: 300 },
  );
});

describe('a table of tickets', () => {
  it('answers as a map does, except that it may lose tickets when a set of rows is full', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), actions, (ticketsMax, done) => {
        const table = new TicketTable(ticketsMax);
        const model = new Map<string, CachedTicket>();
        let mayLose = false;
        for (const { kind, id, n } of done) {
          if (kind === 'set') {
            const cached = cachedTicket(id, n);
            table.set(id, cached);
            model.set(id, cached);
            mayLose ||= model.size > Math.min(ticketsMax, SET_ROWS);
            assert.deepEqual(table.get(id), cached);
          } else if (kind === 'delete') {
            table.delete(id);
            model.delete(id);
          } else if (kind === 'clear') {
            table.clear();
            model.clear();
            mayLose = false;
          }
          const found = table.get(id);
          if (found !== undefined || !mayLose) assert.deepEqual(found, model.get(id));
        }
        const held = [...model.keys()].filter((id) => table.get(id));
        assert.ok(held.length <= ticketsMax);
      }),
      { seed, numRuns: RUNS },
    );
  });

  it('replaces a ticket that was not used since the hand passed it', () => {
    const table = new TicketTable(SET_ROWS);
    const ids = addTickets(table, SET_ROWS);
    const [first = '', second = '', unused = '', ...others] = ids;
    for (const id of [first, second, ...others]) table.get(id);
    const [added = ''] = addTickets(table, 1);
    assert.equal(table.get(unused), undefined);
    for (const id of [first, second, added]) assert.ok(table.get(id));
    // The hand has passed the first two, but they were used again. All are used, so that it goes
    // round, and takes the one where it began.
    for (const id of others) table.get(id);
    addTickets(table, 1);
    assert.equal(others.filter((id) => table.get(id)).length, others.length - 1);
  });

  it('holds nearly all tickets while it is not half full', () => {
    const table = new TicketTable(25_000);
    const ids = addTickets(table, 10_000);
    const held = ids.filter((id) => table.get(id)).length;
    assert.ok(held > 9_950, `${held}`);
  });

  it('is filled to its limit', () => {
    for (const [ticketsMax, rows] of [
      [1, 1],
      [5, 5],
      [1000, 992],
      [1008, 1008],
    ] as const) {
      const table = new TicketTable(ticketsMax);
      const ids = addTickets(table, 20 * ticketsMax);
      assert.equal(ids.filter((id) => table.get(id)).length, rows);
    }
  });

  it('does not hold what it has no columns for', () => {
    const id: string = randomUUID();
    const { tenantId, ticket } = cachedTicket(id);
    const table = new TicketTable(100);
    const isHeld = (cached: CachedTicket, key = id) => {
      const given = { ...cached, ticket: { ...cached.ticket, id: key } };
      table.set(key, given);
      return table.get(key) !== undefined;
    };
    assert.ok(isHeld({ tenantId, ticket }));
    for (const key of [id.toUpperCase(), id.replaceAll('-', ''), `${id} `, id.replace('-', '0')]) {
      assert.equal(isHeld({ tenantId, ticket }, key), false, key);
    }
    for (const secretHash of ['7S:Zm9v', ticket.secretHash.slice(0, -1), 'LCa0']) {
      assert.equal(isHeld({ tenantId, ticket: { ...ticket, secretHash } }), false, secretHash);
    }
    for (const value of [-1, 2 ** 32, 0.5]) {
      assert.equal(isHeld({ tenantId: value, ticket }), false);
      assert.equal(isHeld({ tenantId, ticket: { ...ticket, associateId: value } }), false);
      assert.equal(isHeld({ tenantId, ticket: { ...ticket, generation: value } }), false);
    }
    assert.ok(isHeld({ tenantId, ticket }));
  });
});
