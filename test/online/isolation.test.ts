/**
 * No credentials of one tenant give access to another, in any combination of credentials, path and
 * application.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { parseTicket } from '../../src/domain/sessions/ticket.ts';
import type { TenantServices } from '../../src/tenant-services.ts';
import { asOperator } from '../support/operator.ts';
import {
  accessTokenOf,
  callService,
  logIn,
  loginOf,
  operations,
  refusalOf,
  type ServiceCall,
} from '../support/service-calls.ts';
import { textAt } from '../support/soap-messages.ts';
import {
  addUser,
  type RegisteredApplication,
  TestInstallation,
} from '../support/test-installation.ts';

const ender = asOperator('end-sessions');

/** Cust00001 is suspended. */
const TENANTS = ['Cust12345', 'Cust67890', 'Cust00001'] as const;
const PATHS = [...TENANTS, 'Nobody', ''] as const;
const APPLICATIONS = ['everywhere', 'at Cust12345', 'at Cust67890', 'none'] as const;
type TenantName = (typeof TENANTS)[number];
type ApplicationName = (typeof APPLICATIONS)[number];

/** Why paths other than a tenant's are not served. */
const NOT_SERVED: Readonly<Record<string, string>> = {
  Cust00001: 'tenant suspended',
  Nobody: 'tenant unknown',
  '': 'tenant missing',
};

/** Both users exist at every tenant. Only the password of `anna` differs. */
const USERS = ['anna', 'twin'] as const;
const passwordOf = (user: string, tenant: string) =>
  user === 'anna' ? `${user} of ${tenant}` : 'the same secret';
const fullNameOf = (user: string, tenant: string) => `${user} from ${tenant}`;
const CS_USER = { id: 77, accessLevel: 1, status: 'normal' } as const;

interface Held {
  readonly tenant: TenantName;
  readonly user: string;
  readonly ticket: string;
  readonly accessToken: string;
}

let installation: TestInstallation;
let url: string;
const applications = new Map<ApplicationName, RegisteredApplication>();
let held: readonly Held[];

const tokenOf = (application: ApplicationName) => applications.get(application)?.token;
const pathOf = (path: string) => (path === '' ? url : `${url}/${path}`);

before(async () => {
  installation = await TestInstallation.create('online');
  url = await installation.serve();
  const registry: TenantServices[] = [];
  for (const tenant of TENANTS) {
    const services = await installation.addTenant(tenant);
    registry.push(services);
    for (const user of USERS) {
      await addUser(services, user, passwordOf(user, tenant), {
        fullName: fullNameOf(user, tenant),
        csUser: CS_USER,
      });
    }
  }
  const [one, two] = registry;
  assert.ok(one && two);
  const granted = { agents: ['User'] };
  const add = async (name: ApplicationName, tenantIds: 'all' | readonly number[]) => {
    applications.set(name, await installation.addApplication(name, { ...granted, tenantIds }));
  };
  await add('everywhere', 'all');
  await add('at Cust12345', [one.tenant.id]);
  await add('at Cust67890', [two.tenant.id]);
  const gathered: Held[] = [];
  for (const tenant of TENANTS) {
    for (const user of USERS) gathered.push(await gather(tenant, user));
  }
  held = gathered;
  const suspended = await installation.servicesOf('Cust00001');
  await installation.registry.stores.tenants.suspend(suspended.tenant.id, 1);
});
after(() => installation.close());

/** Gets the ticket and the token of a user as clients do. */
async function gather(tenant: TenantName, user: string): Promise<Held> {
  const applicationToken = tokenOf('everywhere');
  const { ticket } = await logIn(pathOf(tenant), {
    service: 'SoPrincipal',
    body: operations.byPassword(user, passwordOf(user, tenant)),
    applicationToken,
  });
  const answer = await callService(pathOf(tenant), {
    service: 'User',
    body: operations.getAccessToken(),
    applicationToken,
    ticket,
  });
  return { tenant, user, ticket, accessToken: accessTokenOf(answer) };
}

/** A way to authenticate with the credentials of a tenant's user. */
interface Proof {
  readonly title: string;
  readonly call: ServiceCall;
}

const logInBy = (title: string, body: string): Proof => ({
  title,
  call: { service: 'SoPrincipal', body },
});

const byTicket = (ticket: string): readonly Proof[] => [
  {
    title: 'ticket in its header block',
    call: { service: 'User', body: operations.getAccessToken(), ticket },
  },
  logInBy('ticket for the user name', operations.byPassword(ticket, '')),
  logInBy('ticket among pairs', operations.byPair('Ticket', ticket)),
  logInBy('ticket for the user name among pairs', operations.byPair('UserName', ticket)),
];

const byAccessToken = (token: string): readonly Proof[] => [
  logInBy('access token for the user name', operations.byPassword(token, '')),
  logInBy('access token among pairs', operations.byPair('AccessToken', token)),
  logInBy('access token for the user name among pairs', operations.byPair('UserName', token)),
  logInBy('access token to be traded', operations.byAccessToken(token)),
];

const byPassword = (user: string, tenant: TenantName): Proof =>
  logInBy('password', operations.byPassword(user, passwordOf(user, tenant)));

/** The refusal, or the user that the answer describes. */
async function outcomeOf(path: string, { call }: Proof, application: ApplicationName) {
  const applicationToken = tokenOf(application);
  const answer = await callService(pathOf(path), { ...call, applicationToken });
  const refusal = refusalOf(answer);
  if (refusal !== null) return refusal;
  if (call.service === 'SoPrincipal') {
    const login = loginOf(answer);
    return login ? `${login.fullName}, ${login.contextIdentifier}` : 'nobody';
  }
  const services = await installation.servicesOf(path);
  const verdict = await services.accessTokens.verify(accessTokenOf(answer));
  assert.ok(verdict.valid);
  return `${verdict.session.associate.fullName}, ${verdict.claims.contextIdentifier}`;
}

const refusalOfProof = ({ call }: Proof) =>
  call.service === 'User' ? 'session refused' : 'nobody';

function expectedOf(path: string, application: ApplicationName, owner: Held, proof: Proof): string {
  const problem = NOT_SERVED[path];
  if (problem !== undefined) return problem;
  if (application === 'none') return 'no application token';
  if (application !== 'everywhere' && application !== `at ${path}`) return 'not installed';
  return owner.tenant === path ? `${fullNameOf(owner.user, path)}, ${path}` : refusalOfProof(proof);
}

describe('every proof of every tenant', () => {
  for (const path of PATHS) {
    it(`gives access at /${path} only to that tenant's own users and applications`, async () => {
      let accepted = 0;
      for (const owner of held) {
        const proofs = [...byTicket(owner.ticket), ...byAccessToken(owner.accessToken)];
        if (owner.user === 'anna') proofs.push(byPassword('anna', owner.tenant));
        for (const proof of proofs) {
          for (const application of APPLICATIONS) {
            const what = `${proof.title} of ${owner.user} of ${owner.tenant}, ${application}`;
            const outcome = await outcomeOf(path, proof, application);
            assert.equal(outcome, expectedOf(path, application, owner, proof), what);
            if (outcome.endsWith(`, ${path}`)) accepted += 1;
          }
        }
      }
      // 17 proofs of two users with the two installed applications.
      assert.equal(accepted, NOT_SERVED[path] === undefined ? 34 : 0);
    });
  }
});

describe('users of the same name', () => {
  it('have the same id, so that only the tenant distinguishes them', async () => {
    const ids = await Promise.all(
      TENANTS.map(async (tenant) => {
        const services = await installation.servicesOf(tenant);
        return (await services.stores.associates.findByName('twin'))?.id;
      }),
    );
    assert.equal(new Set(ids).size, 1);
  });

  it('log in only at their own tenant, even with the same password', async () => {
    for (const tenant of ['Cust12345', 'Cust67890'] as const) {
      const outcome = await outcomeOf(tenant, byPassword('twin', tenant), 'everywhere');
      assert.equal(outcome, `twin from ${tenant}, ${tenant}`);
    }
  });
});

/** Replaces the context identifier in a ticket. On-site tickets have none. */
function relabelTicket(ticket: string, contextIdentifier: string): string {
  const parsed = parseTicket(ticket);
  assert.ok(parsed);
  const content = [parsed.id, parsed.secret, contextIdentifier].filter(Boolean).join(';');
  return `7T:${Buffer.from(content, 'utf16le').toString('base64')}`;
}

function relabelAccessToken(token: string, contextIdentifier: string): string {
  const [, data = ''] = /^8A:\w+\.(.+)$/.exec(token) ?? [];
  assert.notEqual(data, '');
  return `8A:${contextIdentifier === '' ? '' : `${contextIdentifier}.`}${data}`;
}

describe('a context identifier that was changed', () => {
  it('is written by the tests as the server writes it', () => {
    for (const { tenant, ticket, accessToken } of held) {
      assert.equal(relabelTicket(ticket, tenant), ticket);
      assert.equal(relabelAccessToken(accessToken, tenant), accessToken);
    }
  });

  it('makes a ticket invalid at every tenant', async () => {
    for (const { tenant, ticket, accessToken } of held) {
      for (const label of ['', 'Nobody', ...TENANTS.filter((other) => other !== tenant)]) {
        const proofs = [
          ...byTicket(relabelTicket(ticket, label)),
          ...byAccessToken(relabelAccessToken(accessToken, label)),
        ];
        for (const path of ['Cust12345', 'Cust67890']) {
          for (const proof of proofs) {
            const what = `${proof.title} of ${tenant}, called ${label}, at ${path}`;
            const outcome = await outcomeOf(path, proof, 'everywhere');
            assert.equal(outcome, refusalOfProof(proof), what);
          }
        }
      }
    }
  });

  it('is reported for an access token of another tenant', async () => {
    const services = await installation.servicesOf('Cust67890');
    for (const { tenant, accessToken } of held.filter(({ tenant }) => tenant !== 'Cust67890')) {
      const verdict = await services.accessTokens.verify(accessToken);
      assert.equal(verdict.valid ? null : verdict.refusal, 'other-tenant', tenant);
      const relabelled = relabelAccessToken(accessToken, 'Cust67890');
      const forged = await services.accessTokens.verify(relabelled);
      assert.equal(forged.valid ? null : forged.refusal, 'forged', tenant);
    }
  });
});

describe('a context identifier in another case', () => {
  it('names the same tenant, which keeps its own spelling', async () => {
    const applicationToken = tokenOf('at Cust12345');
    const body = operations.byPassword('anna', passwordOf('anna', 'Cust12345'));
    for (const path of ['cust12345', 'CUST12345']) {
      const base = pathOf(path);
      const login = await logIn(base, { service: 'SoPrincipal', body, applicationToken });
      assert.equal(login.fullName, 'anna from Cust12345');
      assert.equal(login.contextIdentifier, 'Cust12345');
      assert.equal(parseTicket(login.ticket)?.contextIdentifier, 'Cust12345');
      const call = { service: 'User', body: operations.getAccessToken() } as const;
      const answer = await callService(base, { ...call, applicationToken, ticket: login.ticket });
      assert.match(accessTokenOf(answer), /^8A:Cust12345\./);
    }
    for (const { tenant, ticket, accessToken } of held) {
      for (const proof of [...byTicket(ticket), ...byAccessToken(accessToken)]) {
        const outcome = await outcomeOf('cust12345', proof, 'everywhere');
        assert.equal(outcome.endsWith(', Cust12345'), tenant === 'Cust12345', proof.title);
      }
    }
  });
});

describe('a CS session', () => {
  it('is neither visible nor removable at another tenant', async () => {
    const [own, other] = [
      await installation.servicesOf('Cust12345'),
      await installation.servicesOf('Cust67890'),
    ];
    const ticket = held.find(({ tenant }) => tenant === 'Cust12345')?.ticket;
    const answer = await callService(pathOf('Cust12345'), {
      service: 'User',
      body: operations.getAccessToken({ includeCsSession: true }),
      applicationToken: tokenOf('everywhere'),
      ticket,
    });
    const token = accessTokenOf(answer);
    const carries = async () => {
      const verdict = await own.accessTokens.verify(token);
      return verdict.valid && verdict.csSession !== null;
    };
    const claims = installation.registry.accessTokenCodec.open(token);
    assert.ok(typeof claims === 'object' && claims.csSession);
    const { csSession } = claims;
    const liveAt = async ({ stores, clock, csSessions }: TenantServices) =>
      (await stores.csSessions.listLive(clock.now(), csSessions.idleSinceMs(), 10)).length;
    assert.equal(await other.csSessions.find(csSession), null);
    assert.equal(await liveAt(other), 0);
    assert.equal(await other.sessionAdministration.removeCsSession(ender, csSession.loginId), null);
    assert.ok(await carries());
    assert.ok(await own.csSessions.find(csSession));
    assert.equal(await liveAt(own), 1);
    assert.ok(await own.sessionAdministration.removeCsSession(ender, csSession.loginId));
    assert.equal(await carries(), false);
  });
});

describe('GetSystemInfo', () => {
  it('describes the company of the called tenant', async () => {
    const call = {
      service: 'SoPrincipal',
      body: operations.systemInfo,
      applicationToken: tokenOf('everywhere'),
      ticket: held[0]?.ticket,
    } as const;
    for (const tenant of ['Cust12345', 'Cust67890']) {
      const { body, text } = await callService(pathOf(tenant), call);
      assert.equal(textAt(body, 'SystemInfo', 'CompanyName'), `Company of ${tenant}`);
      assert.equal(textAt(body, 'SystemInfo', 'DatabaseName'), tenant);
      assert.deepEqual(new Set(text.match(/Cust\d{5}/g)), new Set([tenant]));
    }
  });
});
