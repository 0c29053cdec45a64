/**
 * Which tenant a path names, the answers if none is served there, and the effect of changes to a
 * tenant.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { soapVersions } from '../../src/soap/version.ts';
import type { TenantServices } from '../../src/tenant-services.ts';
import {
  accessTokenOf,
  callService,
  logIn,
  loginOf,
  messageOf,
  operations,
  reasonOf,
  refusalOf,
  tenantRefusalOf,
} from '../support/service-calls.ts';
import { textAt } from '../support/soap-messages.ts';
import {
  addUser,
  type RegisteredApplication,
  startSession,
  TestInstallation,
} from '../support/test-installation.ts';

const USER = '/Remote/Services88/User.svc';
/** In characters. More than socket buffers hold, so the server must read the message. */
const LARGE = 8_000_000;
/** Paths at which nothing is served, and why. */
const NOT_SERVED = [
  ['/Nobody', 'tenant unknown'],
  ['/Nobody/crm', 'tenant unknown'],
  ['/crm/Cust12345', 'tenant unknown'],
  ['/Cust00001', 'tenant suspended'],
  ['/cust00001', 'tenant suspended'],
  ['', 'tenant missing'],
] as const;

let installation: TestInstallation;
let url: string;
let application: RegisteredApplication;

before(async () => {
  installation = await TestInstallation.create('online');
  await installation.addTenant('Cust12345');
  const { tenant } = await installation.addTenant('Cust00001');
  await installation.registry.stores.tenants.suspend(tenant.id, 1);
  application = await installation.addApplication('Reporting', { agents: ['User'] });
  url = await installation.serve();
});
after(() => installation.close());

const systemInfo = () => ({
  service: 'SoPrincipal',
  body: operations.systemInfo,
  applicationToken: application.token,
});

describe('a message to a tenant that is not served', () => {
  for (const wrapExceptions of [true, false]) {
    it(`gets a fault with status 421, wrapExceptions ${wrapExceptions}`, async () => {
      const base = await installation.serve({ wrapExceptions });
      for (const version of ['1.1', '1.2'] as const) {
        for (const [path, problem] of NOT_SERVED) {
          const answer = await callService(base + path, { ...systemInfo(), version });
          assert.equal(answer.status, 421);
          assert.equal(answer.body.name, 'Fault');
          assert.equal(answer.body.namespace, soapVersions[version].envelope);
          assert.equal(answer.contentType, `${soapVersions[version].mediaType}; charset=utf-8`);
          assert.equal(refusalOf(answer), problem, path);
          const code =
            version === '1.1'
              ? textAt(answer.body, 'faultcode')
              : textAt(answer.body, 'Code', 'Value');
          assert.equal(code, version === '1.1' ? 'SOAP-ENV:Client' : 'SOAP-ENV:Sender');
        }
        const served = await callService(`${base}/Cust12345`, { ...systemInfo(), version });
        assert.equal(refusalOf(served), null);
      }
    });
  }

  it('is told which tenant it named, and what to do', async () => {
    const reasonAt = async (path: string) => reasonOf(await callService(url + path, systemInfo()));
    assert.match(await reasonAt('/Nobody'), /no tenant "Nobody" here.*first segment of the path/);
    assert.match(await reasonAt('/Cust00001'), /"Cust00001" is suspended.*can resume it/);
    assert.match(await reasonAt(''), /as in \/Cust12345\/Remote\/Services88\/User\.svc/);
    const long = await reasonAt(`/${'x'.repeat(500)}`);
    assert.ok(long.includes(`"${'x'.repeat(64)}"`) && long.length < 250, long);
  });

  it('is read to its end, so that the connection can be used again', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
      const message = messageOf(systemInfo());
      const statuses: (number | undefined)[] = [];
      for (const [path, body] of [
        ['/Nobody', message],
        ['/Cust12345', message],
        ['/Cust00001', message + ' '.repeat(LARGE)],
        ['/Cust12345', message],
        ['', message + ' '.repeat(LARGE)],
        ['/Cust12345', message],
      ] as const) {
        const { status, text: answer } = await send(agent, `${url}${path}`, body);
        statuses.push(status);
        assert.match(answer, /<\/SOAP-ENV:Envelope>\s*$/);
      }
      assert.deepEqual(statuses, [421, 200, 421, 200, 421, 200]);
    } finally {
      agent.destroy();
    }
  });
});

/** Uses `node:http`, because `fetch` does not let a test choose the connection. */
async function send(agent: Agent, base: string, body: string) {
  const headers = { 'Content-Type': 'text/xml', 'Content-Length': Buffer.byteLength(body) };
  const target = `${base}/Remote/Services88/SoPrincipal.svc`;
  const sent = request(target, { method: 'POST', agent, headers }).end(body);
  const answered = Promise.withResolvers<IncomingMessage>();
  sent.on('response', answered.resolve).on('error', answered.reject);
  // Awaits both, because a client that cannot send to the end may lose the answer.
  const [response] = await Promise.all([answered.promise, once(sent, 'finish')]);
  return { status: response.statusCode, text: await text(response) };
}

describe('a reader at a tenant that is not served', () => {
  it('gets an explanation in plain text for the page and the WSDL', async () => {
    for (const [path, problem] of NOT_SERVED) {
      for (const query of ['', '?wsdl', '?singleWsdl']) {
        const response = await fetch(url + path + USER + query);
        assert.match(response.headers.get('content-type') ?? '', /^text\/plain/);
        const message = (await response.text()).trim();
        assert.equal(tenantRefusalOf(response.status, message), problem, path + query);
      }
      const head = await fetch(url + path + USER, { method: 'HEAD' });
      assert.equal(head.status, 421);
    }
  });
});

describe('an address without a service', () => {
  it('is not found, even under a known tenant, and names no tenant', async () => {
    for (const path of ['/Cust12345/Remote/Services88/Contact.svc', '/Cust12345', '/Cust12345/']) {
      const response = await fetch(url + path);
      assert.equal(response.status, 404);
      const message = await response.text();
      assert.match(message, /Services are at \/\{context identifier\}\/Remote\/Services88\//);
      assert.doesNotMatch(message, /Cust/);
    }
    const answer = await callService(`${url}/Cust12345`, { ...systemInfo(), service: 'Contact' });
    assert.equal(answer.status, 404);
    assert.match(reasonOf(answer), /^There is nothing at this address\./);
  });
});

describe('the pages of an Online installation', () => {
  const addressIn = async (address: string) =>
    /<soap:address location="([^"]*)"/.exec(await (await fetch(address)).text())?.[1];

  it('show the address that the reader used', async () => {
    for (const path of [`/Cust12345${USER}`, '/cust12345/remote/services88/user.svc']) {
      assert.equal(await addressIn(`${url}${path}?wsdl`), url + path);
    }
  });

  it('show the public address of the tenant in its own spelling', async () => {
    const base = await installation.serve({ publicUrl: 'https://crm.example.com/so' });
    for (const tenant of ['Cust12345', 'cust12345', 'Cust12345/crm']) {
      const address = await addressIn(`${base}/${tenant}${USER}?wsdl`);
      assert.equal(address, `https://crm.example.com/so/Cust12345${USER}`);
    }
    const page = await (await fetch(`${base}/cust12345${USER}`)).text();
    assert.ok(page.includes(`https://crm.example.com/so/Cust12345${USER}?wsdl`));
  });

  it('name no tenant at the root', async () => {
    const response = await fetch(`${url}/`);
    assert.equal(response.status, 200);
    const page = await response.text();
    assert.ok(page.includes(`${url}/{context identifier}${USER}`));
    assert.doesNotMatch(page, /Cust|href/);
  });
});

describe('a tenant', () => {
  /** Gets the ticket and the tokens of `anna` at a tenant. */
  async function gather(tenantServices: TenantServices, base: string) {
    const anna = await addUser(tenantServices, 'anna', 'secret');
    const ticket = await startSession(tenantServices, anna);
    const answer = await askForToken(base, ticket);
    return { ticket, accessToken: accessTokenOf(answer) };
  }

  const askForToken = (base: string, ticket: string, { token } = application) =>
    callService(base, {
      service: 'User',
      body: operations.getAccessToken(),
      applicationToken: token,
      ticket,
    });

  const authenticate = (base: string, body: string) =>
    callService(base, { service: 'SoPrincipal', body, applicationToken: application.token });

  it('that is suspended is not served, and is restored completely when resumed', async () => {
    const tenantServices = await installation.addTenant('Coming');
    const base = `${url}/Coming`;
    const { ticket, accessToken } = await gather(tenantServices, base);
    const { tenants } = installation.registry.stores;
    await tenants.suspend(tenantServices.tenant.id, 1);
    assert.equal(refusalOf(await askForToken(base, ticket)), 'tenant suspended');
    for (const body of [
      operations.byAccessToken(accessToken),
      operations.byPassword('anna', 'secret'),
      operations.systemInfo,
    ]) {
      assert.equal(refusalOf(await authenticate(base, body)), 'tenant suspended');
    }
    await tenants.resume(tenantServices.tenant.id);
    assert.equal(refusalOf(await askForToken(base, ticket)), null);
    const traded = loginOf(await authenticate(base, operations.byAccessToken(accessToken)));
    assert.equal(traded?.name, 'anna');
  });

  it('that is removed is unknown, and a new one of its name refuses old tickets', async () => {
    const base = `${url}/Leaving`;
    const tenantServices = await installation.addTenant('Leaving');
    const { stores } = installation.registry;
    const local = await installation.addApplication('Local', {
      agents: ['User'],
      tenantIds: [tenantServices.tenant.id],
    });
    const { ticket, accessToken } = await gather(tenantServices, base);
    assert.equal(refusalOf(await askForToken(base, ticket, local)), null);
    await stores.tenants.remove(tenantServices.tenant.id);
    assert.equal(refusalOf(await askForToken(base, ticket)), 'tenant unknown');

    const successor = await installation.addTenant('leaving');
    assert.notEqual(successor.tenant.id, tenantServices.tenant.id);
    assert.equal(successor.tenant.contextIdentifier, 'leaving');
    assert.equal(refusalOf(await askForToken(base, ticket)), 'session refused');
    const login = operations.byPassword('anna', 'secret');
    assert.equal(loginOf(await authenticate(base, login)), null, 'there is no user yet');
    const anna = await addUser(successor, 'anna', 'another secret');
    assert.equal(loginOf(await authenticate(base, login)), null);
    assert.equal(loginOf(await authenticate(base, operations.byPassword(ticket, ''))), null);
    assert.equal(loginOf(await authenticate(base, operations.byAccessToken(accessToken))), null);
    assert.equal(refusalOf(await askForToken(base, ticket)), 'session refused');
    const fresh = await startSession(successor, anna);
    assert.equal(refusalOf(await askForToken(base, fresh, local)), 'not installed');
    assert.equal(refusalOf(await askForToken(base, fresh)), null);
  });

  it('that is added is served at once', async () => {
    const base = `${url}/Newcomer`;
    assert.equal(refusalOf(await callService(base, systemInfo())), 'tenant unknown');
    await installation.addTenant('Newcomer');
    assert.equal(refusalOf(await callService(base, systemInfo())), null);
  });

  it('that is renamed shows its new company', async () => {
    const tenantServices = await installation.addTenant('Renamed');
    await installation.registry.stores.tenants.setCompanyName(
      tenantServices.tenant.id,
      'Nytt navn AS',
    );
    const { body } = await callService(`${url}/Renamed`, systemInfo());
    assert.equal(textAt(body, 'SystemInfo', 'CompanyName'), 'Nytt navn AS');
  });
});

describe('an on-site installation', () => {
  it('treats any path before the services as an application path', async () => {
    const onsite = await TestInstallation.create('onsite');
    try {
      await addUser(await onsite.servicesOf(), 'anna', 'secret');
      const base = await onsite.serve();
      const body = operations.byPassword('anna', 'secret');
      for (const path of ['', '/Cust12345', '/crm/Cust00001/x']) {
        const login = await logIn(base + path, { service: 'SoPrincipal', body });
        assert.deepEqual([login.name, login.contextIdentifier], ['anna', '']);
        const page = await fetch(`${base}${path}${USER}?wsdl`);
        assert.equal(page.status, 200);
        assert.ok((await page.text()).includes(`location="${base}${path}${USER}"`));
      }
      const root = await (await fetch(`${base}/`)).text();
      assert.ok(root.includes(`href="${base}${USER}"`));
    } finally {
      await onsite.close();
    }
  });
});
