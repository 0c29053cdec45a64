/** `AuthenticateImplicit`: users for whom a trusted proxy or a client certificate vouches. */
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { Agent } from 'node:https';
import { after, before, describe, it } from 'node:test';
import type { TLSSocket } from 'node:tls';
import { parseTicket } from '../../src/domain/sessions/ticket.ts';
import { certificateFields } from '../../src/http/asserted-user.ts';
import type { Settings } from '../../src/settings.ts';
import { CertificateAuthority, type Subject } from '../support/certificates.ts';
import { type ClientTls, callRaw, type RawCall } from '../support/raw-calls.ts';
import { callService, loginOf, operations, refusalOf } from '../support/service-calls.ts';
import { addUser, TestInstallation } from '../support/test-installation.ts';

const IDENTITY_HEADER = 'X-Remote-User';
/** The tests act as the proxy. */
const BEHIND_PROXY = { identityHeader: IDENTITY_HEADER, trustedProxies: ['127.0.0.1'] };

const implicit = (headers: RawCall['headers'] = {}): RawCall => ({
  service: 'SoPrincipal',
  body: operations.implicit,
  headers,
});
/** The bytes of UTF-8 as Latin-1 characters, as they go over the wire. */
const bytesOf = (name: string) => Buffer.from(name).toString('latin1');
const named = (name: string) => implicit({ [IDENTITY_HEADER]: bytesOf(name) });

/** Returns the user who was logged in, or null. */
async function userOf(base: string, call: RawCall, tls?: ClientTls): Promise<string | null> {
  return loginOf(await callRaw(base, call, tls))?.name ?? null;
}

let installation: TestInstallation;

before(async () => {
  installation = await TestInstallation.create('onsite');
  const services = await installation.servicesOf();
  await addUser(services, 'anna', 'secret', { email: 'anna@example.com', fullName: 'Anna Berg' });
  await addUser(services, 'Åse Ødegård', null);
  await addUser(services, 'one', null, { email: 'shared@example.com' });
  await addUser(services, 'two', null, { email: 'shared@example.com' });
  const { id } = await addUser(services, 'gone', null);
  await services.stores.associates.disable(id, services.clock.now());
});
after(() => installation.close());

describe('without settings', () => {
  it('nobody is authenticated, whatever the request says', async () => {
    for (const trustedProxies of [[], ['127.0.0.1']]) {
      const url = await installation.serve({ trustedProxies });
      assert.equal(await userOf(url, implicit()), null);
      assert.equal(await userOf(url, named('anna')), null);
    }
  });
});

describe('a header field of a trusted proxy', () => {
  let url: string;
  before(async () => {
    url = await installation.serve(BEHIND_PROXY);
  });

  it('names the user, by name or by e-mail address, in any script', async () => {
    const cases = [
      ['anna', 'anna'],
      ['ANNA', 'anna'],
      ['anna@example.com', 'anna'],
      ['Åse Ødegård', 'Åse Ødegård'],
      ['A\u030ase Ødega\u030ard', 'Åse Ødegård'],
      ['  anna ', 'anna'],
    ] as const;
    for (const [text, name] of cases) assert.equal(await userOf(url, named(text)), name, text);
    const lowercase = implicit({ [IDENTITY_HEADER.toLowerCase()]: 'anna' });
    assert.equal(await userOf(url, lowercase), 'anna');
  });

  it('logs in like a password', async () => {
    const login = loginOf(await callRaw(url, named('anna')));
    assert.equal(login?.fullName, 'Anna Berg');
    const call = { service: 'User', body: operations.getAccessToken(), ticket: login.ticket };
    assert.equal(refusalOf(await callService(url, call)), null);
  });

  it('authenticates nobody who is unknown, disabled or ambiguous', async () => {
    for (const text of ['nobody', 'gone', 'shared@example.com', 'anna, anna', 'anna\tanna', '*']) {
      assert.equal(await userOf(url, named(text)), null, text);
    }
  });

  it('authenticates nobody if it is absent, empty or not UTF-8', async () => {
    assert.equal(await userOf(url, implicit()), null);
    for (const bytes of ['', ' ', '\xc5se \xd8deg\xe5rd', 'anna\xff']) {
      assert.equal(await userOf(url, implicit({ [IDENTITY_HEADER]: bytes })), null, bytes);
    }
  });

  it('authenticates nobody if it is sent twice', async () => {
    for (const values of [
      ['anna', 'anna'],
      ['anna', 'one'],
      ['anna', ''],
      ['', 'anna'],
    ]) {
      assert.equal(await userOf(url, implicit({ [IDENTITY_HEADER]: values })), null);
    }
  });

  it('is read as a name, never as a ticket or a token', async () => {
    const login = loginOf(await callRaw(url, named('anna')));
    assert.ok(login);
    assert.equal(await userOf(url, named(login.ticket)), null);
  });

  it('has no effect on other operations', async () => {
    const headers = { [IDENTITY_HEADER]: 'anna' };
    const bodies = [
      operations.byPassword('anna', 'wrong'),
      operations.byPassword('anna', ''),
      operations.byPassword('', ''),
      operations.byPair('UserName', 'anna'),
      operations.byAccessToken(''),
      '<AuthenticateUsernamePassword/>',
      '<AuthenticateGeneric/>',
    ];
    for (const body of bodies) {
      assert.equal(await userOf(url, { service: 'SoPrincipal', body, headers }), null, body);
    }
    const call = { service: 'User', body: operations.getAccessToken(), headers };
    assert.equal(refusalOf(await callRaw(url, call)), 'no ticket');
    const right = operations.byPassword('anna', 'secret');
    const other = { [IDENTITY_HEADER]: 'one' };
    const byPassword = { service: 'SoPrincipal', body: right, headers: other };
    assert.equal(await userOf(url, byPassword), 'anna');
  });

  it('is ignored from other addresses, whatever they forward', async () => {
    for (const trustedProxies of [['192.0.2.1', '2001:db8::/32'], []]) {
      const open = await installation.serve({ ...BEHIND_PROXY, trustedProxies });
      for (const forwarded of [{}, { 'X-Forwarded-For': '192.0.2.1' }]) {
        const headers = { [IDENTITY_HEADER]: 'anna', ...forwarded };
        assert.equal(await userOf(open, implicit(headers)), null);
      }
    }
  });

  it('is trusted from the proxy, for any client that it forwards', async () => {
    const headers = { [IDENTITY_HEADER]: 'anna', 'X-Forwarded-For': '203.0.113.9' };
    const login = loginOf(await callRaw(url, implicit(headers)));
    assert.ok(login);
    const services = await installation.servicesOf();
    const stored = await services.stores.tickets.find(parseTicket(login.ticket)?.id ?? '');
    assert.equal(stored?.lastUsedFrom, '203.0.113.9');
  });
});

describe('the pattern of the identity', () => {
  const usersOf = async (identityPattern: string, texts: readonly string[]) => {
    const url = await installation.serve({ ...BEHIND_PROXY, identityPattern });
    const users: (string | null)[] = [];
    for (const text of texts) users.push(await userOf(url, named(text)));
    return users;
  };

  it('extracts the user name with its group', async () => {
    const texts = ['FJORD\\anna', 'anna', 'FJORD\\Åse Ødegård', 'OTHER\\anna', 'FJORD\\'];
    const users = ['anna', 'anna', 'Åse Ødegård', null, null];
    assert.deepEqual(await usersOf('(?:FJORD\\\\)?(.+)', texts), users);
  });

  it('must match the whole text', async () => {
    const texts = ['FJORD\\anna', 'anna', 'xFJORD\\anna', 'FJORD\\anna@example.com'];
    assert.deepEqual(await usersOf('FJORD\\\\(\\w+)', texts), ['anna', null, null, null]);
    assert.deepEqual(await usersOf('\\w+', texts), [null, 'anna', null, null]);
  });

  it('matches no text of more than 256 characters', async () => {
    const texts = ['anna'.padEnd(256, '-'), 'anna'.padEnd(257, '-')];
    assert.deepEqual(await usersOf('(anna)-*', texts), ['anna', null]);
  });
});

describe('a client certificate', () => {
  const authority = new CertificateAuthority('Fjord');
  const tls = { ...authority.issueServer(), clientCa: authority.cert };
  const serve = (settings: Partial<Settings>) => installation.serve(settings, tls);
  const client = (subject: Subject): ClientTls => ({
    ca: authority.cert,
    ...authority.issueClient(subject),
  });
  let url: string;
  before(async () => {
    url = await serve({ identityCertificateField: 'CN' });
  });

  it('is made by the tests as other tools make it', () => {
    const { cert } = authority.issueClient([['CN', 'anna']]);
    const read = new X509Certificate(cert);
    const issuer = new X509Certificate(authority.cert);
    assert.equal(read.subject, 'CN=anna');
    assert.ok(read.verify(issuer.publicKey));
    assert.ok(read.checkIssued(issuer));
    assert.ok(issuer.ca && !read.ca);
  });

  it('names the user in the configured attribute', async () => {
    assert.equal(await userOf(url, implicit(), client([['CN', 'anna']])), 'anna');
    assert.equal(await userOf(url, implicit(), client([['CN', 'Åse Ødegård']])), 'Åse Ødegård');
    const byEmail = client([
      ['CN', 'one'],
      ['emailAddress', 'anna@example.com'],
    ]);
    const emails = await serve({ identityCertificateField: 'emailAddress' });
    assert.equal(await userOf(emails, implicit(), byEmail), 'anna');
    assert.equal(await userOf(emails, implicit(), client([['CN', 'anna']])), null);
    for (const field of certificateFields) {
      const base = await serve({ identityCertificateField: field });
      assert.equal(await userOf(base, implicit(), client([[field, 'anna']])), 'anna', field);
    }
  });

  it('is also matched by the pattern', async () => {
    const base = await serve({
      identityCertificateField: 'CN',
      identityPattern: '(.+) \\(staff\\)',
    });
    assert.equal(await userOf(base, implicit(), client([['CN', 'anna (staff)']])), 'anna');
    assert.equal(await userOf(base, implicit(), client([['CN', 'anna']])), null);
  });

  it('is still read on a connection that resumes a TLS session', async () => {
    const agent = new Agent({ keepAlive: false });
    const connections = new Map<TLSSocket, boolean>();
    agent.on('keylog', (_line: Buffer, socket: TLSSocket) => {
      if (connections.has(socket)) return;
      connections.set(socket, false);
      socket.once('secureConnect', () => connections.set(socket, socket.isSessionReused()));
    });
    try {
      const anna = { ...client([['CN', 'anna']]), agent };
      const issued = new CertificateAuthority('Other').issueClient([['CN', 'anna']]);
      const impostor = { ca: authority.cert, ...issued, agent };
      for (let round = 0; round < 2; round += 1) {
        assert.equal(await userOf(url, implicit(), anna), 'anna');
        assert.equal(await userOf(url, implicit(), impostor), null);
      }
      assert.deepEqual([...connections.values()], [false, false, true, true]);
    } finally {
      agent.destroy();
    }
  });

  it('authenticates nobody if another authority signed it, whatever its name', async () => {
    for (const name of ['Other', 'Fjord']) {
      const issued = new CertificateAuthority(name).issueClient([['CN', 'anna']]);
      assert.equal(await userOf(url, implicit(), { ca: authority.cert, ...issued }), null, name);
    }
  });

  it('authenticates nobody if it has expired or is not valid yet', async () => {
    const [past, future] = [new Date('2001-01-01Z'), new Date('2998-01-01Z')];
    for (const validity of [
      { from: new Date('2000-01-01Z'), to: past },
      { from: future, to: new Date('2999-01-01Z') },
    ]) {
      const issued = authority.issueClient([['CN', 'anna']], validity);
      assert.equal(await userOf(url, implicit(), { ca: authority.cert, ...issued }), null);
    }
  });

  it('authenticates nobody who is unknown, disabled or named twice', async () => {
    const subjects: readonly Subject[] = [
      [['CN', 'nobody']],
      [['CN', 'gone']],
      [['emailAddress', 'anna@example.com']],
      [
        ['CN', 'anna'],
        ['CN', 'anna'],
      ],
      [],
    ];
    for (const subject of subjects) {
      assert.equal(await userOf(url, implicit(), client(subject)), null, JSON.stringify(subject));
    }
  });

  it('is not required for other operations, and has no effect on them', async () => {
    const none = { ca: authority.cert };
    assert.equal(await userOf(url, implicit(), none), null);
    const right = { service: 'SoPrincipal', body: operations.byPassword('anna', 'secret') };
    assert.equal(await userOf(url, right, none), 'anna');
    const wrong = { service: 'SoPrincipal', body: operations.byPassword('anna', 'wrong') };
    assert.equal(await userOf(url, wrong, client([['CN', 'anna']])), null);
    const call = { service: 'User', body: operations.getAccessToken() };
    assert.equal(refusalOf(await callRaw(url, call, client([['CN', 'anna']]))), 'no ticket');
  });

  it('has no effect if no attribute is configured, nor has a header field', async () => {
    const silent = await serve({});
    assert.equal(await userOf(silent, implicit(), client([['CN', 'anna']])), null);
    assert.equal(await userOf(url, named('anna'), client([['CN', 'nobody']])), null);
  });

  it('of a trusted proxy identifies the proxy; its header field names the user', async () => {
    const base = await serve({ ...BEHIND_PROXY, identityCertificateField: 'CN' });
    const proxy = client([['CN', 'anna']]);
    assert.equal(await userOf(base, implicit(), proxy), null);
    assert.equal(await userOf(base, named('one'), proxy), 'one');
  });
});

describe('Online', () => {
  it('finds the user at the called tenant, and requires an application', async () => {
    const online = await TestInstallation.create('online');
    try {
      const authority = new CertificateAuthority('Fjord');
      const tls = { ...authority.issueServer(), clientCa: authority.cert };
      for (const tenant of ['Cust12345', 'Cust67890']) {
        const services = await online.addTenant(tenant);
        await addUser(services, 'anna', null, { fullName: `anna from ${tenant}` });
        await addUser(services, `only at ${tenant}`, null);
      }
      const { id } = (await online.servicesOf('Cust12345')).tenant;
      const everywhere = await online.addApplication('Everywhere');
      const local = await online.addApplication('Local', { tenantIds: [id] });
      const byHeader = await online.serve(BEHIND_PROXY);
      const byCertificate = await online.serve({ identityCertificateField: 'CN' }, tls);
      const ask = (path: string, name: string, applicationToken?: string) => {
        const client = { ca: authority.cert, ...authority.issueClient([['CN', name]]) };
        return Promise.all([
          callRaw(`${byHeader}/${path}`, { ...named(name), applicationToken }),
          callRaw(`${byCertificate}/${path}`, { ...implicit(), applicationToken }, client),
        ]);
      };
      for (const path of ['Cust12345', 'Cust67890']) {
        for (const answer of await ask(path, 'anna', everywhere.token)) {
          const login = loginOf(answer);
          assert.equal(login?.fullName, `anna from ${path}`);
          assert.equal(login.contextIdentifier, path);
        }
        const others = await ask(path, 'only at Cust67890', everywhere.token);
        for (const answer of others) {
          assert.equal(loginOf(answer) === null, path === 'Cust12345');
        }
      }
      const refusals = async (path: string, token?: string) =>
        (await ask(path, 'anna', token)).map(refusalOf);
      assert.deepEqual(await refusals('Cust12345', local.token), [null, null]);
      assert.deepEqual(await refusals('Cust67890', local.token), Array(2).fill('not installed'));
      assert.deepEqual(await refusals('Cust12345'), Array(2).fill('no application token'));
      assert.deepEqual(await refusals('Nobody', local.token), Array(2).fill('tenant unknown'));
    } finally {
      await online.close();
    }
  });
});
