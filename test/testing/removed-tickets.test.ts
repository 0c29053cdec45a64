/** The journal says why a ticket is refused that housekeeping has removed meanwhile. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Refusal } from '../../src/journal/journal-entry.ts';
import { startTestServer, type TestServer } from '../../src/testing/testing.ts';

async function refusalOf(server: TestServer, ticket: string): Promise<Refusal> {
  const headers = { Authorization: `SOTicket ${ticket}` };
  const { status } = await fetch(`${server.url}/api/v1/User/currentPrincipal`, { headers });
  assert.equal(status, 401);
  const [entry] = await server.requests.list();
  assert.ok(entry?.refusal);
  return entry.refusal;
}

const clock = new Date('2030-01-01T00:00:00Z');

describe('A ticket that was removed', () => {
  it('had expired', async () => {
    await using server = await startTestServer({ clock });
    const ticket = await server.issueTicket({ user: 'astrid' });
    await server.clock.advance('6h');
    const { reason, text } = await refusalOf(server, ticket);
    assert.equal(reason, 'ticket-expired');
    assert.match(text, /^The ticket was in use at 2030-01-01T00:00:00.000Z, and has expired since/);
  });

  it('was ended by its user being retired before it could expire', async () => {
    await using server = await startTestServer({ clock });
    const ticket = await server.issueTicket({ user: 'astrid' });
    await server.clock.advance('1h');
    const users = [{ name: 'astrid', retired: true }];
    await server.applySeed({ mode: 'onsite', company: 'Demo Company', users });
    await server.clock.advance('5h');
    const { reason, text } = await refusalOf(server, ticket);
    assert.equal(reason, 'user-was-retired');
    assert.match(text, /^astrid was retired at 2030-01-01T01:00:00.000Z, which ended the ticket/);
  });
});
