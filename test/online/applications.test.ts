/**
 * Which applications may call each operation, and how a change of an application takes effect at
 * once.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { services } from '../../src/contract/services88/services.ts';
import {
  type ApplicationProfile,
  createApplicationToken,
  hashApplicationToken,
} from '../../src/domain/applications/application.ts';
import type { TenantServices } from '../../src/tenant-services.ts';
import {
  accessTokenOf,
  callService,
  logIn,
  loginOf,
  operations,
  refusalOf,
} from '../support/service-calls.ts';
import { textAt } from '../support/soap-messages.ts';
import {
  addUser,
  type RegisteredApplication,
  startSession,
  TestInstallation,
} from '../support/test-installation.ts';

let installation: TestInstallation;
let tenantServices: TenantServices;
let base: string;
let ticket: string;

before(async () => {
  installation = await TestInstallation.create('online');
  tenantServices = await installation.addTenant('Cust12345');
  base = `${await installation.serve()}/Cust12345`;
  const anna = await addUser(tenantServices, 'anna', 'secret', {
    csUser: { id: 77, accessLevel: 1, status: 'normal' },
  });
  ticket = await startSession(tenantServices, anna);
});
after(() => installation.close());

const atTenant = () => ({ tenantIds: [tenantServices.tenant.id] });
const withAgent = () => ({ agents: ['User'], ...atTenant() });
let registered = 0;
function register(profile: Partial<ApplicationProfile> = withAgent()) {
  registered += 1;
  return installation.addApplication(`Application ${registered}`, profile);
}

const stored = () => installation.registry.stores.applications;
const now = () => tenantServices.clock.now();

/** Why the application with this token gets no access token, or null if it gets one. */
async function refusalFor(applicationToken: string): Promise<string | null> {
  const body = operations.getAccessToken();
  return refusalOf(await callService(base, { service: 'User', body, applicationToken, ticket }));
}

async function issueFor(applicationToken: string, appToken?: string): Promise<string> {
  const body = operations.getAccessToken({ appToken });
  const call = { service: 'User', body, applicationToken, ticket } as const;
  return accessTokenOf(await callService(base, call));
}

/** Why an access token is not valid, or null if it is. */
async function refusalOfToken(token: string) {
  const verdict = await tenantServices.accessTokens.verify(token);
  return verdict.valid ? null : verdict.refusal;
}

describe('every operation of every service', () => {
  const all = services.flatMap((service) =>
    Object.keys(service.operations).map((operation) => ({ service, operation })),
  );

  it('covers all served operations', () => {
    const names = all.map(({ service, operation }) => `${service.name}.${operation}`);
    assert.ok(names.includes('SoPrincipal.AuthenticateWithAccessToken'));
    assert.ok(names.includes('User.GetAccessToken'));
  });

  for (const { service, operation } of all) {
    it(`refuses the right applications: ${service.name}.${operation}`, async () => {
      const agents = [service.name];
      const [good, ungranted, disabled, elsewhere] = [
        await register({ agents, ...atTenant() }),
        await register(atTenant()),
        await register({ agents, ...atTenant() }),
        await register({ agents, tenantIds: [] }),
      ];
      await stored().disable(disabled.id, now());
      const expected: readonly (readonly [token: string | undefined, refusal: string | null])[] = [
        [undefined, 'no application token'],
        ['', 'no application token'],
        ['nobody-has-this-token', 'unknown application'],
        [good.clientId, 'unknown application'],
        [hashApplicationToken(good.token), 'unknown application'],
        [disabled.token, 'disabled application'],
        [elsewhere.token, 'not installed'],
        [ungranted.token, service.name === 'SoPrincipal' ? null : 'agent not granted'],
        [good.token, null],
      ];
      for (const version of ['1.1', '1.2'] as const) {
        for (const [applicationToken, refusal] of expected) {
          const call = { service: service.name, body: `<${operation}/>`, ticket, version };
          const answer = await callService(base, { ...call, applicationToken });
          // An application that is let in may still be told that its request is wrong.
          const told = refusalOf(answer);
          const ofApplication = expected.some(([, known]) => known === told) ? told : null;
          assert.equal(ofApplication, refusal, `token ${applicationToken}: ${told}`);
          if (refusal === null) continue;
          const type = textAt(answer.header.get('ExceptionInfo'), 'ExceptionType');
          assert.equal(type, 'SuperOffice.Exceptions.SoSentryException');
        }
      }
    });
  }

  it('refuses the application before it checks the user', async () => {
    const call = { service: 'User', body: operations.getAccessToken(), ticket: '7T:none' } as const;
    const refused = { ...call, applicationToken: 'nobody-has-this-token' };
    assert.equal(refusalOf(await callService(base, refused)), 'unknown application');
    const { token } = await register();
    const admitted = { ...call, applicationToken: token };
    assert.equal(refusalOf(await callService(base, admitted)), 'session refused');
  });

  it('refuses with a fault if the installation is set to faults', async () => {
    const faults = `${await installation.serve({ wrapExceptions: false })}/Cust12345`;
    const body = operations.byPassword('anna', 'secret');
    const answer = await callService(faults, { service: 'SoPrincipal', body });
    assert.equal(answer.status, 500);
    assert.match(textAt(answer.body, 'faultstring') ?? '', /has no application token/);
    const type = textAt(answer.body, 'detail', 'ExceptionInfo', 'ExceptionType');
    assert.equal(type, 'SuperOffice.Exceptions.SoSentryException');
  });

  it('is open to all applications on-site', async () => {
    const onsite = await TestInstallation.create('onsite');
    try {
      const local = await onsite.servicesOf();
      const body = operations.byPassword('anna', 'secret');
      await addUser(local, 'anna', 'secret');
      const url = await onsite.serve();
      const wrong = { service: 'SoPrincipal', body, applicationToken: 'whatever' } as const;
      const login = await logIn(url, wrong);
      const call = { service: 'User', body: operations.getAccessToken(), ...login } as const;
      assert.equal(refusalOf(await callService(url, call)), null);
    } finally {
      await onsite.close();
    }
  });
});

describe('SoPrincipal', () => {
  it('logs in for an application without any granted agent', async () => {
    const { token } = await register(atTenant());
    const body = operations.byPassword('anna', 'secret');
    const call = { service: 'SoPrincipal', body, applicationToken: token } as const;
    assert.equal((await logIn(base, call)).name, 'anna');
  });
});

/** A change to an application, the refusal that follows, and how to undo the change. */
interface Change {
  readonly title: string;
  readonly make: (application: RegisteredApplication) => Promise<unknown>;
  readonly refusal: string;
  /** The refusal of tokens that were issued on its behalf. */
  readonly tokenRefusal: 'application-ended' | null;
  readonly undo: ((application: RegisteredApplication) => Promise<unknown>) | null;
}

const changes: readonly Change[] = [
  {
    title: 'disabled',
    make: ({ id }) => stored().disable(id, now()),
    refusal: 'disabled application',
    tokenRefusal: 'application-ended',
    undo: ({ id }) => stored().enable(id),
  },
  {
    title: 'uninstalled',
    make: (application) => stored().update(application.id, { ...application, tenantIds: [] }),
    refusal: 'not installed',
    tokenRefusal: 'application-ended',
    undo: (application) => stored().update(application.id, application),
  },
  {
    title: 'no longer granted the agent',
    make: (application) => stored().update(application.id, { ...application, agents: [] }),
    refusal: 'agent not granted',
    tokenRefusal: null,
    undo: (application) => stored().update(application.id, application),
  },
  {
    title: 'removed',
    make: ({ id }) => stored().remove(id),
    refusal: 'unknown application',
    tokenRefusal: 'application-ended',
    undo: null,
  },
];

describe('an application that is', () => {
  for (const { title, make, refusal, tokenRefusal, undo } of changes) {
    it(`${title} is refused from the next request on`, async () => {
      const [application, bystander] = [await register(), await register()];
      const tokens = {
        own: await issueFor(application.token),
        byBystander: await issueFor(bystander.token, application.token),
        bystanders: await issueFor(bystander.token),
        forBystander: await issueFor(application.token, bystander.token),
      };
      const trade = async (token: string) => {
        const body = operations.byAccessToken(token);
        const call = { service: 'SoPrincipal', body, applicationToken: bystander.token } as const;
        return loginOf(await callService(base, call))?.name ?? null;
      };
      await make(application);
      assert.equal(await refusalFor(application.token), refusal);
      assert.equal(await refusalFor(bystander.token), null);
      for (const token of [tokens.own, tokens.byBystander]) {
        assert.equal(await refusalOfToken(token), tokenRefusal);
        assert.equal(await trade(token), tokenRefusal === null ? 'anna' : null);
      }
      for (const token of [tokens.bystanders, tokens.forBystander]) {
        assert.equal(await refusalOfToken(token), null);
        assert.equal(await trade(token), 'anna');
      }
      if (undo === null) return;
      await undo(application);
      assert.equal(await refusalFor(application.token), null);
      assert.equal(await refusalOfToken(tokens.own), null);
    });
  }

  it('removed stays refused although a new one has its name', async () => {
    const application = await register();
    const token = await issueFor(application.token);
    await stored().remove(application.id);
    const successor = await installation.addApplication(application.name, withAgent());
    assert.equal(await refusalFor(application.token), 'unknown application');
    assert.equal(await refusalOfToken(token), 'application-ended');
    assert.equal(await refusalFor(successor.token), null);
  });

  it('installed everywhere may call at tenants that are added later', async () => {
    const application = await register({ agents: ['User'], tenantIds: 'all' });
    const later = await installation.addTenant('Later');
    const user = await addUser(later, 'anna', null);
    const answer = await callService(base.replace('Cust12345', 'Later'), {
      service: 'User',
      body: operations.getAccessToken(),
      applicationToken: application.token,
      ticket: await startSession(later, user),
    });
    const verdict = await later.accessTokens.verify(accessTokenOf(answer));
    assert.equal(verdict.valid && verdict.application?.id, application.id);
  });
});

describe('the secrets of an application', () => {
  it('are two at most, and a third one ends the oldest', async () => {
    const application = await register();
    const [second, third] = [createApplicationToken(), createApplicationToken()];
    const add = (token: string) =>
      stored().addToken(application.id, hashApplicationToken(token), now());
    const accepted = async () => {
      const refusals = [];
      for (const token of [application.token, second, third]) {
        refusals.push((await refusalFor(token)) ?? 'good');
      }
      return refusals;
    };
    const unknown = 'unknown application';
    assert.deepEqual(await accepted(), ['good', unknown, unknown]);
    await add(second);
    assert.deepEqual(await accepted(), ['good', 'good', unknown]);
    const issued = await issueFor(application.token);
    await add(third);
    assert.deepEqual(await accepted(), [unknown, 'good', 'good']);
    await stored().removeOldTokens(application.id);
    assert.deepEqual(await accepted(), [unknown, unknown, 'good']);
    assert.equal(await refusalOfToken(issued), null, 'tokens that were issued stay valid');
  });
});
