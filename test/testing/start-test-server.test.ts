/** Servers that tests start in their own process. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { startTestServer, type TestServerOptions } from '../../src/testing/start-test-server.ts';
import type { TestServer } from '../../src/testing/test-server.ts';

const START = new Date('2030-01-01T00:00:00Z');
const LIMIT = { timeout: 60_000 };

async function start(context: TestContext, options: TestServerOptions = {}): Promise<TestServer> {
  const server = await startTestServer({ clock: START, ...options });
  context.after(() => server.close());
  return server;
}

/** The status of a call as the user of the ticket. */
async function statusAs({ url }: TestServer, ticket: string, tenant = ''): Promise<number> {
  const path = `${tenant === '' ? '' : `/${tenant}`}/api/v1/User/currentPrincipal`;
  const headers = { Authorization: `SOTicket ${ticket}` };
  return (await fetch(url + path, { headers })).status;
}

describe('a test server', LIMIT, () => {
  it('serves SOAP, REST and OAuth at the addresses that it tells', async (context) => {
    const server = await start(context);
    assert.equal(server.url, `http://127.0.0.1:${server.port}`);
    assert.match(server.soapUrl('User', { version: '84' }), /\/Remote\/Services84\/User\.svc$/);
    const wsdl = await (await fetch(server.wsdlUrl('SoPrincipal'))).text();
    assert.ok(wsdl.includes(`location="${server.soapUrl('SoPrincipal')}"`), wsdl.slice(-500));
    const metadata = `${server.oauthIssuer()}/.well-known/oauth-authorization-server`;
    const { issuer } = (await (await fetch(metadata)).json()) as { readonly issuer: string };
    assert.equal(issuer, server.oauthIssuer());
  });

  it('issues tickets and access tokens without a password', async (context) => {
    const server = await start(context);
    const ticket = await server.issueTicket({ user: 'demo' });
    assert.match(ticket, /^7T:/);
    assert.equal(await statusAs(server, ticket), 200);
    assert.match(await server.issueAccessToken({ user: 'demo' }), /^8A:/);
    await assert.rejects(server.issueTicket({ user: 'nobody' }), /"nobody" does not exist/);
  });

  it('ends a ticket as if its time were over', async (context) => {
    const server = await start(context);
    const ticket = await server.issueTicket({ user: 'demo' });
    await server.expireTicket(ticket);
    assert.equal(await statusAs(server, ticket), 401);
    await assert.rejects(server.expireTicket(ticket), /not valid, or has ended/);
    await assert.rejects(server.expireTicket('7T:abc'), /not valid, or has ended/);
  });

  it('lets a ticket expire when the clock is moved', async (context) => {
    const server = await start(context);
    const ticket = await server.issueTicket({ user: 'demo' });
    await server.clock.advance('5h');
    assert.equal(await statusAs(server, ticket), 200);
    await server.clock.advance('6h');
    assert.equal(await statusAs(server, ticket), 401);
  });
});
