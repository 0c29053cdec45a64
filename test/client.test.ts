/** The typed client against a real server. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import {
  FaultError,
  LoginRefusedError,
  ServiceException,
  type ServicesVersion,
  TicketofficeClient,
  TransportError,
} from '../src/client/client.ts';
import { servicesVersions } from '../src/contract/editions.ts';
import { type DemoServer, startDemoServer } from './support/demo-server.ts';

let server: DemoServer;
before(async () => {
  server = await startDemoServer();
});
after(() => server.close());

const client = (options: Partial<ConstructorParameters<typeof TicketofficeClient>[0]> = {}) =>
  new TicketofficeClient({ baseUrl: server.url, userName: 'demo', password: 'demo', ...options });

describe('TicketofficeClient', () => {
  it('logs in, gets tokens, and trades one back', async () => {
    const demo = client({ baseUrl: `${server.url}/any/path/` });
    const { principal, ticket } = await demo.login();
    assert.match(ticket, /^7T:/);
    assert.equal(principal.FullName, 'Dagny Demo');
    assert.deepEqual(principal.FunctionRights, ['admin-all', 'hide-confidential']);
    const plans = principal.Licenses?.filter((licence) => licence?.LicenseType === 'UserLicense');
    assert.ok(plans?.some((licence) => licence?.Name === 'user'));
    assert.equal(principal.EjUserStatus, 'StatusNormal');
    assert.deepEqual(principal.SecondaryGroups, [3]);
    const token = await demo.getAccessToken({ includeCsSession: true });
    assert.match(token, /^8A:/);
    const traded = await client().authenticateWithAccessToken(token);
    assert.deepEqual(traded.principal, principal);
    assert.notEqual(traded.ticket, ticket);
  });

  it('logs in once for concurrent calls', async () => {
    const before = (await server.services.stores.tickets.listLive(Date.now(), 1000)).length;
    const demo = client();
    await Promise.all(Array.from({ length: 5 }, () => demo.getAccessToken()));
    const now = (await server.services.stores.tickets.listLive(Date.now(), 1000)).length;
    assert.equal(now, before + 1);
  });

  it('logs in again after its ticket has ended', async () => {
    const demo = client();
    const { ticket } = await demo.login();
    const session = await server.services.sessions.resume(ticket, { address: '', userAgent: null });
    await server.services.stores.tickets.remove(session?.ticket.id ?? '');
    assert.match(await demo.getAccessToken(), /^8A:/);
    assert.notEqual((await demo.login()).ticket, ticket);
  });

  it('works with a ticket or an access token in place of the user name', async () => {
    const { ticket } = await client().login();
    assert.match(await client({ userName: ticket, password: '' }).getAccessToken(), /^8A:/);
    const userName = await client().getAccessToken();
    assert.match(await client({ userName, password: '' }).getAccessToken(), /^8A:/);
  });

  it('reports a refused login, and tries again at the next call', async () => {
    const stranger = client({ password: 'wrong' });
    await assert.rejects(stranger.getAccessToken(), LoginRefusedError);
    await assert.rejects(stranger.login(), LoginRefusedError);
    await assert.rejects(stranger.authenticateWithAccessToken('8A:x'), LoginRefusedError);
  });

  it('turns an ExceptionInfo into a ServiceException', async () => {
    const refused = client().user.GetAccessToken({}, { Credentials: { Ticket: '7T:x' } });
    await assert.rejects(refused, (error) => {
      assert.ok(error instanceof ServiceException);
      assert.equal(error.exceptionType, 'SuperOffice.Exceptions.SoSessionException');
      assert.match(error.friendlyText, /^Authentication failed!/);
      assert.ok(error.isSessionRefused);
      return true;
    });
  });

  it('turns a fault into a FaultError', async () => {
    const faults = await startDemoServer({ settings: { wrapExceptions: false } });
    await assert.rejects(client({ baseUrl: faults.url }).user.GetAccessToken(), (error) => {
      assert.ok(error instanceof FaultError);
      assert.deepEqual([error.code, error.httpStatus], ['Client', 500]);
      return true;
    });
    await faults.close();
  });
});

describe('TicketofficeClient of an earlier version', () => {
  const group = { Value: 'Typed', Rank: 7, Deleted: true };

  for (const servicesVersion of servicesVersions) {
    it(`speaks Services${servicesVersion}`, async () => {
      const urls: string[] = [];
      const counted: typeof fetch = (url, init) => {
        urls.push(String(url));
        return fetch(url, init);
      };
      const old = client({ servicesVersion, fetch: counted });
      const { principal, ticket } = await old.login();
      assert.equal(principal.FullName, 'Dagny Demo');
      const headers = { Credentials: { Ticket: ticket } };
      const name = `Typed ${servicesVersion}`;
      const added = await old.user.SaveUserGroup({ UserGroup: { ...group, Value: name } }, headers);
      assert.deepEqual([added.Response?.Value, added.Response?.Deleted], [name, true]);
      const { Response: role } = await old.user.GetRoleEntity({ RoleEntityId: 17 }, headers);
      assert.equal(role?.CreatedBy?.ExtraFields ?? null, null);
      assert.ok(urls.every((url) => url.includes(`/Remote/Services${servicesVersion}/`)));
    });
  }

  it('rejects operations that came later, without a request', async () => {
    const send = () => assert.fail('it sends a request');
    const old = client({ servicesVersion: '85', fetch: send });
    await assert.rejects(old.user.GetAccessToken(), /Services85 has no operation GetAccessToken\./);
    await assert.rejects(
      old.authenticateWithAccessToken('8A:x'),
      /Services85 has no operation AuthenticateWithAccessToken\./,
    );
  });

  it('gets tokens with Services87', async () => {
    const token = await client({ servicesVersion: '87' }).getAccessToken();
    assert.match(token, /^8A:/);
    const traded = await client({ servicesVersion: '86' }).authenticateWithAccessToken(token);
    assert.equal(traded.principal.Associate, 'demo');
  });

  it('does not take another version', () => {
    const servicesVersion = '83' as ServicesVersion;
    assert.throws(() => client({ servicesVersion }), /83 is not known; expected one of 84, 85/);
  });
});

describe('an invalid answer', () => {
  async function against(answer: string, work: (url: string) => Promise<void>, status = 200) {
    const other = createServer((_request, response) => response.writeHead(status).end(answer));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    assert.ok(address && typeof address === 'object');
    try {
      await work(`http://127.0.0.1:${address.port}`);
    } finally {
      other.closeAllConnections();
      await new Promise((resolve) => other.close(resolve));
    }
  }
  const rejects = (baseUrl: string, message: RegExp, options = {}) =>
    assert.rejects(client({ baseUrl, ...options }).login(), (error) => {
      assert.ok(error instanceof TransportError, String(error));
      assert.match(error.message, message);
      return true;
    });

  it('is recognised', async () => {
    let closed = '';
    await against('', async (url) => {
      closed = url;
    });
    await rejects(closed, /^No answer from http.*Remote.*ECONNREFUSED/);
    await against('<html>', (url) => rejects(url, /answered HTTP 502 with something other/), 502);
    const body =
      '<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body><x/></Body></Envelope>';
    await against(body, (url) => rejects(url, /answered <x>; expected <AuthenticateResponse>/));
  });

  it('is not waited for beyond the time limit', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    assert.ok(address && typeof address === 'object');
    await rejects(`http://127.0.0.1:${address.port}`, /longer than 50 ms/, { timeoutMs: 50 });
    silent.closeAllConnections();
    silent.close();
  });
});
