/**
 * REST and OAuth: no credentials of one tenant give access to another, in any combination of
 * credentials, path and application.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { TenantServices } from '../../src/tenant-services.ts';
import {
  asJwt,
  exchange,
  introspect,
  isActive,
  postForm,
  revokeToken,
  tokenExchange,
  tokenTypes,
} from '../support/oauth-calls.ts';
import {
  authorization,
  callRest,
  currentPrincipal,
  getAccessToken,
  restRefusalOf,
} from '../support/rest-calls.ts';
import {
  addUser,
  type RegisteredApplication,
  startSession,
  TestInstallation,
} from '../support/test-installation.ts';

/** Cust00001 is suspended. */
const TENANTS = ['Cust12345', 'Cust67890', 'Cust00001'] as const;
const SERVED = ['Cust12345', 'Cust67890'] as const;
const PATHS = [...TENANTS, 'cust67890', 'Nobody', ''] as const;
const APPLICATIONS = ['everywhere', 'at Cust12345', 'at Cust67890', 'none'] as const;
type TenantName = (typeof TENANTS)[number];
type ApplicationName = (typeof APPLICATIONS)[number];

const NOT_SERVED: Readonly<Record<string, string>> = {
  Cust00001: 'tenant suspended',
  Nobody: 'tenant unknown',
  '': 'tenant missing',
};

/** The credentials of `twin`, a user with the same id at every tenant. */
interface Held {
  readonly tenant: TenantName;
  readonly ticket: string;
  /** Issued for the application that is installed everywhere. */
  readonly accessToken: string;
  readonly jwt: string;
}

let installation: TestInstallation;
let url: string;
const applications = new Map<ApplicationName, RegisteredApplication>();
let held: readonly Held[];

const pathOf = (path: string) => (path === '' ? url : `${url}/${path}`);
const tokenOf = (application: ApplicationName) => applications.get(application)?.token;
const everywhere = () => {
  const application = applications.get('everywhere');
  assert.ok(application);
  return application;
};
/** The tenant that a path names. */
const addressed = (path: string) =>
  TENANTS.find((tenant) => tenant.toLowerCase() === path.toLowerCase());

before(async () => {
  installation = await TestInstallation.create('online');
  url = await installation.serve();
  const registry = new Map<TenantName, TenantServices>();
  for (const tenant of TENANTS) registry.set(tenant, await installation.addTenant(tenant));
  const installedAt = (tenant: TenantName) => [registry.get(tenant)?.tenant.id ?? 0];
  const add = async (name: ApplicationName, tenantIds: 'all' | readonly number[]) => {
    const profile = { agents: ['User'], tenantIds };
    applications.set(name, await installation.addApplication(name, profile));
  };
  await add('everywhere', 'all');
  await add('at Cust12345', installedAt('Cust12345'));
  await add('at Cust67890', installedAt('Cust67890'));
  const gathered: Held[] = [];
  for (const [tenant, services] of registry) {
    const twin = await addUser(services, 'twin', 'secret', { fullName: `twin of ${tenant}` });
    const ticket = await startSession(services, twin);
    const accessToken = await exchange(pathOf(tenant), everywhere(), ticket);
    const jwt = await exchange(pathOf(tenant), everywhere(), ticket, asJwt);
    gathered.push({ tenant, ticket, accessToken, jwt });
  }
  held = gathered;
  const suspended = await installation.servicesOf('Cust00001');
  await installation.registry.stores.tenants.suspend(suspended.tenant.id, 1);
});
after(() => installation.close());

/** The refusal, or the user that the answer describes. */
async function outcomeOf(path: string, proof: string, application: ApplicationName) {
  const call = { authorization: proof, appToken: tokenOf(application) };
  const answer = await callRest(pathOf(path), currentPrincipal, call);
  const issued = await callRest(pathOf(path), getAccessToken, call);
  const refusal = restRefusalOf(answer, true);
  assert.equal(restRefusalOf(issued, true), refusal);
  if (refusal !== null) return refusal;
  const { FullName, DatabaseContextIdentifier } = Object(answer.json);
  assert.ok(String(issued.json).startsWith(`8A:${DatabaseContextIdentifier}.`));
  return `${FullName}, ${DatabaseContextIdentifier}`;
}

/** Why an application cannot call at a path at all, or null. */
function applicationProblem(path: string, application: ApplicationName): string | null {
  if (application === 'none') return 'no application token';
  const isInstalled = application === 'everywhere' || application === `at ${addressed(path)}`;
  return isInstalled ? null : 'not installed';
}

describe('REST', () => {
  for (const path of PATHS) {
    it(`accepts at /${path} only the credentials of that tenant`, async () => {
      let accepted = 0;
      for (const { tenant, ticket, accessToken, jwt } of held) {
        const own = tenant === addressed(path) ? `twin of ${tenant}, ${tenant}` : null;
        for (const application of APPLICATIONS) {
          const what = `of ${tenant}, ${application}`;
          const served = NOT_SERVED[path];
          const problem = served ?? applicationProblem(path, application);
          const { ticket: bySoTicket, bearer } = authorization;
          const byTicket = await outcomeOf(path, bySoTicket(ticket), application);
          assert.equal(byTicket, problem ?? own ?? 'session refused', `ticket ${what}`);
          const byToken = await outcomeOf(path, bearer(accessToken), application);
          assert.equal(byToken, served ?? own ?? 'token refused', `access token ${what}`);
          const byJwt = await outcomeOf(path, bearer(jwt), application);
          assert.equal(byJwt, served ?? 'token refused', `JWT ${what}`);
          accepted += [byTicket, byToken].filter((outcome) => outcome === own).length;
        }
      }
      // The ticket with the two installed applications, the token with any.
      assert.equal(accepted, NOT_SERVED[path] === undefined ? 6 : 0);
    });
  }

  it('refuses a token whose context identifier was replaced', async () => {
    for (const { tenant, accessToken } of held) {
      for (const label of [...TENANTS.filter((other) => other !== tenant), 'Nobody']) {
        const relabelled = accessToken.replace(`8A:${tenant}.`, `8A:${label}.`);
        assert.notEqual(relabelled, accessToken);
        for (const path of SERVED) {
          const outcome = await outcomeOf(path, authorization.bearer(relabelled), 'everywhere');
          assert.equal(outcome, 'token refused', `${tenant} as ${label} at ${path}`);
        }
      }
    }
  });
});

describe('OAuth', () => {
  it('knows only the applications that are installed at the tenant', async () => {
    for (const path of PATHS) {
      for (const [name, application] of applications) {
        const endpoint = `${pathOf(path)}/oauth2/introspect`;
        const { status, body } = await postForm(endpoint, application, { token: 'x' });
        const expected =
          NOT_SERVED[path] !== undefined ? 421 : applicationProblem(path, name) ? 401 : 200;
        assert.equal(status, expected, `${name} at /${path}`);
        if (status === 401) assert.equal(body['error'], 'invalid_client');
      }
    }
  });

  it('introspects only tickets and tokens of the tenant', async () => {
    for (const path of SERVED) {
      for (const { tenant, ticket, accessToken, jwt } of held) {
        for (const token of [ticket, accessToken, jwt]) {
          const told = await introspect(pathOf(path), everywhere(), token);
          assert.equal(told['active'], tenant === path, `${token.slice(0, 12)} at ${path}`);
          if (tenant === path) assert.equal(Object(told).iss, pathOf(tenant));
        }
      }
    }
  });

  it('exchanges only tickets and tokens of the tenant', async () => {
    for (const path of SERVED) {
      for (const { tenant, ticket, accessToken } of held.filter((other) => other.tenant !== path)) {
        for (const [subject, type] of [
          [ticket, tokenTypes.ticket],
          [accessToken, tokenTypes.accessToken],
        ] as const) {
          const { status, body } = await postForm(`${pathOf(path)}/oauth2/token`, everywhere(), {
            grant_type: tokenExchange,
            subject_token: subject,
            subject_token_type: type,
            requested_token_type: tokenTypes.jwt,
          });
          assert.deepEqual([status, body['error']], [400, 'invalid_request'], `of ${tenant}`);
        }
      }
    }
  });

  it('revokes only tickets and tokens of the tenant', async () => {
    const [own, other] = held;
    assert.ok(own && other);
    const base = pathOf(own.tenant);
    for (const name of ['ticket', 'accessToken', 'jwt'] as const) {
      await revokeToken(pathOf(other.tenant), everywhere(), own[name]);
      assert.ok(await isActive(base, everywhere(), own[name]), name);
    }
    await revokeToken(base, everywhere(), own.accessToken);
    assert.equal(await isActive(base, everywhere(), own.accessToken), false);
    assert.ok(await isActive(base, everywhere(), own.ticket));
    assert.ok(await isActive(pathOf(other.tenant), everywhere(), other.accessToken));
  });

  it('describes each tenant at its own address', async () => {
    for (const path of SERVED) {
      for (const address of [
        `${pathOf(path)}/.well-known/oauth-authorization-server`,
        `${url}/.well-known/oauth-authorization-server/${path}`,
      ]) {
        const text = await (await fetch(address)).text();
        assert.equal(JSON.parse(text).issuer, pathOf(path));
        assert.deepEqual(new Set(text.match(/Cust\d{5}/g)), new Set([path]));
      }
    }
  });
});
