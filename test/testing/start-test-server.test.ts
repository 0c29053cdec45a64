/** Servers that tests start in their own process. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startTestServer, type TestServerOptions } from '../../src/testing/start-test-server.ts';
import type { TestServer } from '../../src/testing/test-server.ts';

const START = new Date('2030-01-01T00:00:00Z');
const GATEWAY = { user: 'demo', tenant: 'Cust12345', application: 'Demo Integration' };
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

  it('dates every answer by its clock', async (context) => {
    const server = await start(context);
    await server.clock.advance('1d');
    const { url } = server;
    const envelope = '<a/>';
    const headers = { 'Content-Type': 'text/xml' };
    const answers = await Promise.all([
      fetch(`${url}/health/ready`),
      fetch(`${url}/api/v1/User/currentPrincipal`),
      fetch(`${url}/oauth2/jwks`),
      fetch(server.soapUrl('User'), { method: 'POST', body: envelope, headers }),
      // `TE` is not for the fast path.
      fetch(server.soapUrl('User'), {
        method: 'POST',
        body: envelope,
        headers: { ...headers, TE: 'trailers' },
      }),
    ]);
    const dates = answers.map((answer) => answer.headers.get('date'));
    assert.deepEqual(new Set(dates), new Set(['Wed, 02 Jan 2030 00:00:00 GMT']));
  });

  it('limits the rate of an application by its clock', async (context) => {
    const settings = { applicationRequestsPerSecondMax: 1 };
    const server = await start(context, { online: true, settings });
    const token = await server.issueAccessToken({ ...GATEWAY, csSession: false });
    const ask = async () => {
      const headers = { Authorization: `Bearer ${token}` };
      return (await fetch(`${server.url}/Cust12345/api/v1/User/currentPrincipal`, { headers }))
        .status;
    };
    assert.deepEqual([await ask(), await ask()], [200, 429]);
    await server.clock.advance('1s');
    assert.equal(await ask(), 200);
  });

  it('has the content of a seed that is an object, a file or the Online demo', async (context) => {
    const seed = {
      mode: 'onsite',
      company: 'Fjord AS',
      users: [{ name: 'eva', role: 'User level 0' }],
    };
    const onsite = await start(context, { seed });
    assert.equal(await statusAs(onsite, await onsite.issueTicket({ user: 'eva' })), 200);
    const file = fileURLToPath(new URL('../../seeds/demo-onsite.yaml', import.meta.url));
    assert.match(
      await (await start(context, { seed: file })).issueTicket({ user: 'demo' }),
      /^7T:/,
    );
    const online = await start(context, { online: true });
    const ticket = await online.issueTicket({ user: 'demo', tenant: 'Cust12345' });
    assert.equal(online.oauthIssuer('Cust12345'), `${online.url}/Cust12345`);
    assert.throws(() => online.soapUrl('User'), /Name the tenant, such as Cust12345/);
    assert.throws(() => onsite.soapUrl('User', { tenant: 'Cust12345' }), /has no tenants/);
    await assert.rejects(online.issueTicket({ user: 'demo' }), /There is no tenant ""/);
    await online.expireTicket(ticket);
  });

  it('asks for an application Online, as the domain does', async (context) => {
    const server = await start(context, { online: true });
    assert.match(await server.issueAccessToken(GATEWAY), /^8A:/);
    const { application: _, ...without } = GATEWAY;
    await assert.rejects(server.issueAccessToken(without), /no application token/);
    const unknown = { ...GATEWAY, application: 'Nothing' };
    await assert.rejects(server.issueAccessToken(unknown), /no enabled application "Nothing"/);
  });

  it('does not accept tokens of another server with the same seed', async (context) => {
    const [one, other] = [await start(context), await start(context)];
    const token = await one.issueAccessToken({ user: 'demo' });
    const headers = { Authorization: `Bearer ${token}` };
    const ask = (url: string) => fetch(`${url}/api/v1/User/currentPrincipal`, { headers });
    assert.deepEqual([(await ask(one.url)).status, (await ask(other.url)).status], [200, 401]);
  });

  it('tells what is wrong with its options', async () => {
    const refused = (options: TestServerOptions) => startTestServer(options);
    await assert.rejects(
      refused({ seed: { mode: 'onsite', users: [{ nam: 'eva' }] } }),
      /seed:.*nam/s,
    );
    await assert.rejects(refused({ seed: './no-such-seed.yaml' }), /ENOENT/);
    await assert.rejects(refused({ clock: new Date(Number.NaN) }), /must be a valid Date/);
    await assert.rejects(refused({ settings: { port: 1 } }), /takes no setting port/);
    await assert.rejects(
      refused({ settings: { ticketLifetimeSeconds: 1 } }),
      /ticketLifetimeSeconds/,
    );
  });

  it('tells what is wrong with options that the compiler has not checked', async () => {
    const refused = (options: object) => startTestServer(options);
    await assert.rejects(refused({ onRefuse: 'fail' }), /Unrecognized key: "onRefuse"/);
    await assert.rejects(refused({ onRefused: 'throw' }), /"ignore"\|"fail"\s.*at onRefused/);
    await assert.rejects(refused({ seed: 7 }), /at seed/);
    await assert.rejects(refused({ clock: '2030-01-01' }), /must be a valid Date/);
  });
});
