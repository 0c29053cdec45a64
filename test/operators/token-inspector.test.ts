/** What the decoder says of tickets. Its answers about tokens are tested with `token inspect`. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { createTicket, parseTicket } from '../../src/domain/sessions/ticket.ts';
import type { InspectedTicket } from '../../src/domain/sessions/token-inspector.ts';
import type { TenantServices } from '../../src/tenant-services.ts';
import { asOperator } from '../support/operator.ts';
import { addUser, startSession, TestInstallation } from '../support/test-installation.ts';

let installation: TestInstallation;
let services: TenantServices;
let nowMs = Date.UTC(2031, 0, 1);
before(async () => {
  installation = await TestInstallation.create('online', { now: () => nowMs });
  services = await installation.addTenant('Cust1');
  await addUser(services, 'anna', null);
});
after(() => installation.close());

const inspect = (text: string) =>
  installation.registry.tokenInspector.inspect(asOperator('read-sessions'), text);

async function inspectTicket(text: string): Promise<InspectedTicket> {
  const inspected = await inspect(text);
  assert.ok(inspected.kind === 'ticket');
  return inspected;
}

async function newTicket(): Promise<string> {
  const anna = await services.stores.associates.findByName('anna');
  assert.ok(anna);
  return startSession(services, anna);
}

it('a valid ticket is told with its user and its tenant, without its secret', async () => {
  const text = await newTicket();
  const before = await services.stores.tickets.find(parseTicket(text)?.id ?? '');
  nowMs += 120_000;
  const inspected = await inspectTicket(` ${text}\n`);
  const { refusal, contextIdentifier, ticketId, ticket, user } = inspected;
  assert.deepEqual([refusal, contextIdentifier, user], [null, 'Cust1', 'anna']);
  assert.equal(ticket?.id, ticketId);
  assert.equal(ticket?.lastUsedFrom, '192.0.2.1');
  assert.doesNotMatch(JSON.stringify(inspected), /hash/i);
  assert.deepEqual(await services.stores.tickets.find(before?.id ?? ''), before, 'it is no use');
});

it('a ticket that is not valid is told with the reason', async () => {
  const expired = await newTicket();
  nowMs += 7 * 3_600_000;
  assert.equal((await inspectTicket(expired)).refusal?.reason, 'ticket-expired');
  assert.equal((await inspectTicket(expired)).user, null);
  const unknown = createTicket('Cust1', Date.now()).text;
  assert.equal((await inspectTicket(unknown)).refusal?.reason, 'ticket-unknown');
  const elsewhere = await inspectTicket(createTicket('Nowhere', Date.now()).text);
  assert.equal(elsewhere.refusal?.reason, 'ticket-of-other-tenant');
  assert.equal(elsewhere.contextIdentifier, 'Nowhere');
  const malformed = await inspectTicket('7T:nonsense');
  assert.equal(malformed.refusal?.reason, 'ticket-malformed');
  assert.equal(malformed.ticketId, null);
});

it('a ticket with a wrong secret tells nothing of the stored one', async () => {
  const parsed = parseTicket(await newTicket());
  const forged = `7T:${Buffer.from(`${parsed?.id};1;Cust1`, 'utf16le').toString('base64')}`;
  const { refusal, ticket, user, ticketId } = await inspectTicket(forged);
  assert.equal(refusal?.reason, 'ticket-forged');
  assert.deepEqual([ticket, user, ticketId], [null, null, parsed?.id]);
});

it('a ticket that spells its tenant otherwise tells nothing of the stored one', async () => {
  const parsed = parseTicket(await newTicket());
  const other = `7T:${Buffer.from(`${parsed?.id};1;CUST1`, 'utf16le').toString('base64')}`;
  const { refusal, ticket, user } = await inspectTicket(other);
  assert.equal(refusal?.reason, 'ticket-of-other-tenant');
  assert.deepEqual([ticket, user], [null, null]);
});

it('a ticket of a suspended tenant is refused', async () => {
  const other = await installation.addTenant('Cust2');
  const text = await startSession(other, await addUser(other, 'bo', null));
  assert.equal((await inspectTicket(text)).refusal, null);
  await installation.registry.stores.tenants.suspend(other.tenant.id, nowMs);
  assert.equal((await inspectTicket(text)).refusal?.reason, 'tenant-suspended');
});

it('an access token is told with its CS session, without the key', async () => {
  const csUser = { id: 7, accessLevel: 0, status: 'normal' } as const;
  const carl = await addUser(services, 'carl', null, { csUser });
  const session = await services.sessions.start(carl, { address: '192.0.2.1', userAgent: null });
  const request = { application: null, includeCsSession: true, origin: 'soap' } as const;
  const user = { address: '192.0.2.1', userAgent: null };
  const inspected = await inspect(await services.accessTokens.issue(session, request, user));
  assert.ok(inspected.kind === 'access-token');
  assert.deepEqual([inspected.refusal, inspected.user], [null, 'carl']);
  assert.deepEqual(inspected.csSession, {
    loginId: inspected.csSession?.loginId,
    csUserId: 7,
    isActive: true,
  });
  assert.doesNotMatch(JSON.stringify(inspected), /key/i);
});

it('other texts are no tokens', async () => {
  for (const [text, kind] of [
    ['nonsense', 'access-token'],
    ['eyJhbGciOiJub25lIn0.e30.', 'jwt'],
    ['', 'access-token'],
  ] as const) {
    const inspected = await inspect(text);
    assert.equal(inspected.kind, kind);
    assert.ok('facts' in inspected && inspected.facts === null);
    assert.equal(inspected.refusal, 'malformed');
  }
});
