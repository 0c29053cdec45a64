/** What operators see of sessions. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { authorise } from '../../src/domain/actor.ts';
import { ACCESS_TOKEN_LIFETIME_MS_MAX } from '../../src/domain/sessions/access-token.ts';
import type { TicketNode } from '../../src/domain/sessions/session-views.ts';
import type { Session } from '../../src/domain/sessions/sessions.ts';
import type { Associate } from '../../src/domain/users/associate.ts';
import { settingsSchema } from '../../src/settings.ts';
import type { TenantServices } from '../../src/tenant-services.ts';
import { sampleTicket } from '../conformance/samples.ts';
import { addUser, TestInstallation } from '../support/test-installation.ts';

const caller = { address: '192.0.2.7', userAgent: 'browser', requestId: 'r1' };
const client = { address: '198.51.100.1', userAgent: 'program' };
const viewer = authorise(
  { kind: 'operator', name: 'operator:vera', role: 'viewer', caller },
  'read-sessions',
);

let installation: TestInstallation;
let nowMs = Date.UTC(2031, 0, 1);
before(async () => {
  installation = await TestInstallation.create('online', { now: () => nowMs });
});
after(() => installation.close());

let tenants = 0;
async function makeTenant(): Promise<TenantServices> {
  tenants += 1;
  return installation.addTenant(`Cust${tenants}`);
}

async function addPerson(services: TenantServices, name: string): Promise<Associate> {
  const csUser = { id: 7, accessLevel: 0, status: 'normal' } as const;
  return addUser(services, name, null, { csUser });
}

function issue({ accessTokens }: TenantServices, session: Session, includeCsSession = false) {
  const request = { application: null, includeCsSession, origin: 'soap' } as const;
  return accessTokens.issue(session, request, client);
}

async function trade({ accessTokens, sessions }: TenantServices, token: string): Promise<Session> {
  const verdict = await accessTokens.verify(token);
  assert.ok(verdict.valid);
  const session = await sessions.derive(verdict.session, verdict.claims.tokenId, client);
  assert.ok(session);
  return session;
}

const operator = authorise(
  { kind: 'operator', name: 'operator:olga', role: 'operator', caller },
  'end-sessions',
);

const shapeOf = (nodes: readonly TicketNode[]) =>
  nodes.map(({ ticket, depth, csSessions }) => [ticket.id, depth, csSessions.length]);

it('tickets stand below the ticket whose access token they were traded for', async () => {
  const services = await makeTenant();
  const [anna, bo] = [await addPerson(services, 'anna'), await addPerson(services, 'bo')];
  const first = await services.sessions.start(anna, client);
  const other = await services.sessions.start(bo, client);
  const tokens = [await issue(services, first, true), await issue(services, first)];
  const [a, b] = [await trade(services, tokens[0] ?? ''), await trade(services, tokens[1] ?? '')];
  const again = await trade(services, tokens[0] ?? '');
  const deepest = await trade(services, await issue(services, again, true));
  const { nodes, isCut } = await services.sessionViews.tree(viewer, { limit: 100 });
  assert.equal(isCut, false);
  const byId = new Map(nodes.map((node) => [node.ticket.id, node]));
  assert.equal(nodes.length, 6);
  const depths = [first, other, a, b, again, deepest].map(
    ({ ticket }) => byId.get(ticket.id)?.depth,
  );
  assert.deepEqual(depths, [0, 0, 1, 1, 1, 2]);
  const order = nodes.map(({ ticket }) => ticket.id);
  const at = ({ ticket }: Session) => order.indexOf(ticket.id);
  assert.equal(at(deepest), at(again) + 1, 'a ticket is followed by those below it');
  assert.equal(Math.abs(at(a) - at(again)) <= 2, true, 'tickets of one token stand together');
  assert.equal(byId.get(first.ticket.id)?.csSessions.length, 1);
  assert.equal(byId.get(again.ticket.id)?.csSessions.length, 1);
  assert.equal(byId.get(b.ticket.id)?.csSessions.length, 0);
  assert.deepEqual(nodes.map(({ ticket: { user } }) => user).toSorted(), [
    'anna',
    'anna',
    'anna',
    'anna',
    'anna',
    'bo',
  ]);
  const { nodes: annas } = await services.sessionViews.tree(viewer, {
    associateId: anna.id,
    limit: 100,
  });
  assert.equal(annas.length, 5);
});

it('nothing that belongs to a secret is seen', async () => {
  const services = await makeTenant();
  const anna = await addPerson(services, 'anna');
  await issue(services, await services.sessions.start(anna, client), true);
  const { tickets, csSessions, tree } = {
    tickets: await services.sessionViews.tickets(viewer, { limit: 10 }),
    csSessions: await services.sessionViews.csSessions(viewer, { limit: 10 }),
    tree: await services.sessionViews.tree(viewer, { limit: 10 }),
  };
  assert.equal(tickets.items.length + csSessions.items.length + tree.nodes.length, 3);
  assert.doesNotMatch(JSON.stringify({ tickets, csSessions, tree }), /hash|key/i);
});

it('each look is recorded, with whom it was at', async () => {
  const services = await makeTenant();
  const anna = await addPerson(services, 'anna');
  await issue(services, await services.sessions.start(anna, client), true);
  const { sessionViews, stores } = services;
  await sessionViews.tree(viewer, { limit: 10 });
  await sessionViews.tickets(viewer, { associateId: anna.id, limit: 10 });
  await sessionViews.csSessions(viewer, { associateId: anna.id, limit: 10 });
  const events = await installation.registry.stores.audit.listLatest({}, 3);
  assert.deepEqual(
    events.map(({ user, detail }) => [user, detail]),
    [
      ['anna', { csSessions: 1 }],
      ['anna', { tickets: 1 }],
      [null, { tickets: 1, csSessions: 1 }],
    ],
  );
  for (const event of events) {
    const { action, outcome, operator, tenant, address, requestId } = event;
    assert.deepEqual(
      [action, outcome, operator, tenant, address, requestId],
      ['sessions-viewed', 'succeeded', 'operator:vera', `Cust${tenants}`, '192.0.2.7', 'r1'],
    );
  }
  await stores.associates.remove(anna.id, nowMs);
});

it('a list is cut at its limit, and says so', async () => {
  const services = await makeTenant();
  const anna = await addPerson(services, 'anna');
  for (let count = 0; count < 3; count += 1) {
    nowMs += 1;
    await issue(services, await services.sessions.start(anna, client), true);
  }
  const { sessionViews } = services;
  for (const [limit, isCut] of [
    [2, true],
    [3, false],
  ] as const) {
    const tree = await sessionViews.tree(viewer, { limit });
    const tickets = await sessionViews.tickets(viewer, { limit });
    const csSessions = await sessionViews.csSessions(viewer, { limit });
    assert.deepEqual([tree.isCut, tickets.isCut, csSessions.isCut], [isCut, isCut, isCut]);
    const counts = [tree.nodes.length, tickets.items.length, csSessions.items.length];
    assert.deepEqual(counts, [limit, limit, limit]);
    assert.equal(tree.nodes[0]?.ticket.lastUsedAtMs, nowMs, 'the last used comes first');
  }
});

it('a ticket whose parent has ended by its time is a root', async () => {
  const services = await makeTenant();
  const anna = await addPerson(services, 'anna');
  const parent = await services.sessions.start(anna, client, 1000);
  const child = await trade(services, await issue(services, parent));
  nowMs += 1000;
  const { nodes } = await services.sessionViews.tree(viewer, { limit: 10 });
  assert.deepEqual(shapeOf(nodes), [[child.ticket.id, 0, 0]]);
});

it('a chain of thousands of tickets is a tree like any other', async () => {
  const services = await makeTenant();
  const anna = await addPerson(services, 'anna');
  const COUNT = 3000;
  await installation.registry.stores.transaction(async ({ ofTenant }) => {
    const { tickets } = ofTenant(services.tenant.id);
    for (let index = 0; index < COUNT; index += 1) {
      const parentId = index === 0 ? null : `t${index - 1}`;
      const expiresAtMs = nowMs + 1000;
      await tickets.add(
        sampleTicket(anna, { id: `t${index}`, parentId, accessTokenId: `${index}`, expiresAtMs }),
      );
    }
  });
  const { nodes } = await services.sessionViews.tree(viewer, { limit: COUNT });
  assert.deepEqual(
    nodes.map(({ depth }) => depth),
    Array.from({ length: COUNT }, (_, index) => index),
  );
});

it('an access token in the tree can be ended, with the tickets below it', async () => {
  const services = await makeTenant();
  const anna = await addPerson(services, 'anna');
  const login = await services.sessions.start(anna, client);
  const [ended, kept] = [await issue(services, login), await issue(services, login)];
  const traded = await trade(services, ended);
  await trade(services, await issue(services, traded));
  const other = await trade(services, kept);
  const { sessionAdministration, accessTokens, sessionViews } = services;
  const stored = await services.stores.tickets.find(traded.ticket.id);
  const tokenId = stored?.accessTokenId ?? '';
  assert.equal(await sessionAdministration.revokeTradedToken(operator, tokenId), 2);
  const [event] = await installation.registry.stores.audit.listLatest({}, 1);
  assert.deepEqual(
    [event?.action, event?.user, event?.operator, event?.address],
    ['access-token-revoked', 'anna', 'operator:olga', caller.address],
  );
  assert.equal(await sessionAdministration.revokeTradedToken(operator, tokenId), 0);
  const { nodes } = await sessionViews.tree(viewer, { limit: 10 });
  assert.deepEqual(
    nodes.map(({ ticket }) => ticket.id),
    [login.ticket.id, other.ticket.id],
  );
  const verdict = await accessTokens.verify(ended);
  assert.ok(!verdict.valid && verdict.refusal === 'revoked');
  assert.ok((await accessTokens.verify(kept)).valid);
});

it('no server issues access tokens that live longer than a revocation is remembered', () => {
  const parse = (ms: number) =>
    settingsSchema.safeParse({ accessTokenLifetimeSeconds: ms / 1000 }).success;
  assert.equal(parse(ACCESS_TOKEN_LIFETIME_MS_MAX), true);
  assert.equal(parse(ACCESS_TOKEN_LIFETIME_MS_MAX + 1000), false);
});
