/**
 * Every operation that is performed, by REST, on-site and Online. Each answers the same as by SOAP,
 * and as the OpenAPI description says.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ServiceException } from '../../src/client/errors.ts';
import { createServiceClient } from '../../src/client/service-client.ts';
import { services } from '../../src/contract/services88/services.ts';
import type { InstallationMode } from '../../src/domain/installation.ts';
import type { Associate } from '../../src/domain/users/associate.ts';
import { exampleOf, isVoid, operationsOf, singleResponseOf } from '../../src/rest/operations.ts';
import { decodeJsonFields } from '../../src/xsd/decode-json.ts';
import { encodeJson, encodeJsonFields } from '../../src/xsd/encode-json.ts';
import { requireDescribed } from '../support/described-answers.ts';
import { isPerformed } from '../support/performed-operations.ts';
import { authorization, callRest, currentPrincipal, errorOf } from '../support/rest-calls.ts';
import {
  addUser,
  administratorRoleId,
  plainRoleId,
  type RegisteredApplication,
  TestInstallation,
} from '../support/test-installation.ts';
import { performedOperations } from '../support/user-agent-permissions.ts';
import { requestOf } from '../support/user-agent-requests.ts';
import { scenePassword, TenantRecords } from '../support/user-agent-scene.ts';

const CONTEXT_IDENTIFIER = { onsite: '', online: 'Cust12345' } as const;
const operations = operationsOf(services).filter(isPerformed);

interface Scene {
  readonly installation: TestInstallation;
  readonly base: string;
  readonly url: string;
  readonly application: RegisteredApplication;
  /** Starts a session and returns its ticket. Some operations end other sessions. */
  startSession(): Promise<string>;
  issueToken(): Promise<string>;
  readonly records: TenantRecords;
  /** The user that the operations are about. */
  user(): Promise<Associate>;
}

async function setUp(mode: InstallationMode): Promise<Scene> {
  const installation = await TestInstallation.create(mode);
  const contextIdentifier = CONTEXT_IDENTIFIER[mode];
  if (mode === 'online') await installation.addTenant(contextIdentifier);
  const tenantServices = await installation.servicesOf(contextIdentifier);
  const application = await installation.addApplication('Reporting', { agents: ['User'] });
  const url = await installation.serve();
  const base = mode === 'online' ? `${url}/${contextIdentifier}` : url;
  const profile = { email: 'anna@example.com', roleId: administratorRoleId };
  const anna = await addUser(tenantServices, 'anna', scenePassword, profile);
  const caller = { address: '192.0.2.1', userAgent: null };
  const start = async () => {
    const now = (await tenantServices.stores.associates.find(anna.id)) ?? anna;
    return tenantServices.sessions.start(now, caller);
  };
  const request = { application, includeCsSession: false, origin: 'soap' } as const;
  const startSession = async () => (await start()).ticketText;
  const issueToken = async () => tenantServices.accessTokens.issue(await start(), request, caller);
  const records = new TenantRecords(tenantServices);
  let target: Promise<Associate> | null = null;
  const user = () => {
    target ??= records.addUser({}, scenePassword);
    return target;
  };
  return { installation, base, url, application, startSession, issueToken, records, user };
}

/** A request, or what makes one for each call. */
type Request = object | (() => Promise<object>);

const madeOf = async (request: Request): Promise<object> =>
  typeof request === 'function' ? request() : request;

/** Requests that succeed; of any other operation its example is sent. */
const requestsOf = ({
  issueToken,
  records,
  user,
}: Scene): Readonly<Record<string, readonly Request[]>> => ({
  ...Object.fromEntries(
    performedOperations.map((name) => [
      `User.${name}`,
      [async () => requestOf(records, name, plainRoleId, await user())],
    ]),
  ),
  'SoPrincipal.AuthenticateUsernamePassword': [
    { UserName: 'anna', Password: scenePassword },
    { UserName: 'anna@example.com', Password: scenePassword },
    { username: 'anna', PASSWORD: scenePassword, Unknown: { a: [1] } },
    { UserName: 'anna', Password: 'wrong' },
    {},
  ],
  'SoPrincipal.AuthenticateGeneric': [
    { AuthenticationData: { UserName: 'anna', Password: scenePassword } },
    async () => ({ AuthenticationData: { AccessToken: await issueToken() } }),
  ],
  'SoPrincipal.AuthenticateWithAccessToken': [
    async () => ({ AccessToken: await issueToken() }),
    { AccessToken: null },
  ],
  'User.GetAccessToken': [{}, { AppToken: '', IncludeCsSession: false }],
});

/** Requests that are refused for every sender, with their status. */
const REFUSED: Readonly<Record<string, readonly (readonly [json: object, status: number])[]>> = {
  'SoPrincipal.AuthenticateGeneric': [
    [{ AuthenticationData: JSON.parse('{"__proto__":"anna"}') }, 400],
    [{ AuthenticationData: { constructor: null } }, 400],
  ],
  'User.GetAccessToken': [[{ IncludeCsSession: true }, 409]],
};

/**
 * Tickets, tokens, generated passwords and the ids of added users are new ones each time, and
 * drafts are made later.
 */
const masked = (json: unknown) =>
  JSON.parse(
    JSON.stringify(json)
      .replace(/^\d+$/, '"id"')
      .replace(/"(7T|8A):[^"]{20,}"/g, '"$1:..."')
      .replace(/^"[\w-]{43}"$/, '"a key of external tokens"')
      .replace(/"ServiceAuthId":[1-9]\d*/, '"ServiceAuthId":1')
      .replace(/^"[\w+=@:.,-]{16}"$/, '"generated"')
      .replace(/"2\d{3}-\d\d-\d\dT[\d:.]+Z"/g, '"now"'),
  );

for (const mode of ['onsite', 'online'] as const) {
  describe(`REST, ${mode}`, () => {
    let scene: Scene;
    before(async () => {
      scene = await setUp(mode);
    });
    after(() => scene.installation.close());

    for (const { service, name, declaration, path, needsSession } of operations) {
      /** Calls by SOAP and returns JSON. @throws ServiceException */
      const callSoap = async (json: object, ticket?: string, appToken?: string) => {
        const url = `${scene.base}/Remote/Services88/${service.name}.svc`;
        const client: Readonly<Record<string, (...values: object[]) => Promise<object>>> =
          createServiceClient(service, url, {});
        const headers = {
          ApplicationToken: appToken,
          ...(needsSession && { Credentials: { Ticket: ticket } }),
        };
        const request = decodeJsonFields(declaration.request, json, name);
        const response = await client[name]?.(request, headers);
        const [field, type] = singleResponseOf(declaration) ?? [];
        assert.ok(response);
        return type && field
          ? encodeJson(type, Reflect.get(response, field))
          : encodeJsonFields(declaration.response, response);
      };
      const done = isVoid(declaration) ? 204 : 200;
      const examples = () =>
        requestsOf(scene)[`${service.name}.${name}`] ?? [exampleOf(declaration.request)];

      it(`${service.name}.${name} answers as SOAP does, and as described`, async () => {
        const appToken = scene.application.token;
        const proofs = [
          async () => authorization.ticket(await scene.startSession()),
          async () => authorization.bearer(await scene.issueToken()),
        ];
        if (mode === 'onsite') {
          proofs.push(async () => authorization.basic('anna', scenePassword));
        }
        for (const [index, example] of examples().entries()) {
          const bySoap = await callSoap(
            await madeOf(example),
            await scene.startSession(),
            appToken,
          );
          for (const proof of index === 0 ? proofs : proofs.slice(0, 1)) {
            const answer = await callRest(scene.base, path, {
              authorization: await proof(),
              appToken,
              json: await madeOf(example),
            });
            assert.equal(answer.status, done, answer.text);
            assert.equal(answer.headers.get('cache-control'), 'no-store');
            assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
            assert.deepEqual(masked(answer.json ?? {}), masked(bySoap ?? {}));
            await requireDescribed(scene.base, 'post', path, answer);
          }
        }
      });

      it(`${service.name}.${name} is refused as SOAP refuses it`, async () => {
        const { token } = scene.application;
        const liveTicket = await scene.startSession();
        const [example = {}] = examples();
        const json = await madeOf(example);
        const refused = (REFUSED[`${service.name}.${name}`] ?? []).map(
          ([request, status]) => [request, status, liveTicket, token] as const,
        );
        if (needsSession) refused.push([json, 401, '', token]);
        if (mode === 'online') refused.push([json, 401, '', '']);
        for (const [request, status, ticket, appToken] of refused) {
          const info = await callSoap(request, ticket, appToken).then(
            () => assert.fail('SOAP does not refuse'),
            (error: unknown) => {
              assert.ok(error instanceof ServiceException, String(error));
              return error.info;
            },
          );
          const proof = ticket === '' ? undefined : authorization.ticket(ticket);
          const call = { authorization: proof, json: request, appToken };
          const answer = await callRest(scene.base, path, call);
          assert.equal(answer.status, status, answer.text);
          const { type, message } = errorOf(answer);
          const told = [`SuperOffice.Exceptions.${type}`, message];
          assert.deepEqual(told, [info.ExceptionType, info.Message]);
          await requireDescribed(scene.base, 'post', path, answer);
        }
      });

      it(`${service.name}.${name} is described by GET`, async () => {
        const answer = await callRest(scene.base, path, { method: 'GET' });
        assert.equal(answer.status, 200);
        const told = Object(answer.json);
        const place = mode === 'online' ? '/{contextIdentifier}' : '';
        assert.equal(told.Operation, `${service.name}.${name}`);
        assert.equal(told.Address, scene.url + place + path);
        assert.equal(told.Summary, declaration.summary);
        assert.deepEqual(Object.keys(told.Request.properties), Object.keys(declaration.request));
        decodeJsonFields(declaration.request, told.Example, name);
      });

      it(`${service.name}.${name} is found in any case, and refuses other methods`, async () => {
        const appToken = scene.application.token;
        const [example = {}] = examples();
        for (const spelled of [path.toLowerCase(), path.toUpperCase(), `${path}/`, `${path}?a=b`]) {
          const bearer = authorization.bearer(await scene.issueToken());
          const call = { authorization: bearer, appToken, json: await madeOf(example) };
          assert.equal((await callRest(scene.base, spelled, call)).status, done, spelled);
        }
        for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
          const answer = await callRest(scene.base, path, { method });
          assert.equal(answer.status, 405, method);
          assert.equal(answer.headers.get('allow'), 'GET, HEAD, POST');
          assert.match(errorOf(answer).message, new RegExp(`^The method ${method} is not allowed`));
        }
        const head = await callRest(scene.base, path, { method: 'HEAD' });
        assert.deepEqual([head.status, head.text], [200, '']);
      });
    }

    it('describes the caller, as a login does', async () => {
      const path = '/api/v1/Agents/SoPrincipal/AuthenticateUsernamePassword';
      const appToken = scene.application.token;
      const json = { UserName: 'anna', Password: scenePassword };
      const login = Object((await callRest(scene.base, path, { appToken, json })).json);
      const bearer = authorization.bearer(await scene.issueToken());
      const answer = await callRest(scene.base, currentPrincipal, { authorization: bearer });
      assert.equal(login.Response.Associate, 'anna');
      const principal = { ...login.Response, UserName: 'anna@example.com' };
      assert.deepEqual(answer.json, principal);
      await requireDescribed(scene.base, 'get', currentPrincipal, answer);
      const fresh = authorization.ticket(login.Credentials.Ticket);
      const same = await callRest(scene.base, currentPrincipal, { authorization: fresh, appToken });
      assert.deepEqual(same.json, principal);
    });

    it('lists the addresses if nothing is found', async () => {
      const paths = [
        '/api/',
        '/api/v1',
        '/api/v1/Agents/User',
        '/api/v1/Agents/User/Nothing',
        `/api/v1/Agents/User/${'x'.repeat(4000)}`,
        '/api/v1/Agents/User/GetAccessToken/x',
        '/api/v1/Agents/Nobody/GetAccessToken',
        '/api/v1/Agents/User/constructor',
        '/api/v1/User/%63urrentPrincipal/x',
        '/api/%',
        '/api/%ff/%zz',
        `/api/${'x'.repeat(4000)}`,
      ];
      for (const path of paths) {
        for (const method of ['GET', 'POST', 'OPTIONS', 'PROPFIND']) {
          const answer = await callRest(scene.base, path, { method });
          if (path === '/api/') {
            assert.equal(answer.status, method === 'GET' ? 200 : 405);
            continue;
          }
          assert.equal(answer.status, 404, `${method} ${path}: ${answer.text}`);
          assert.match(errorOf(answer).message, /^There is nothing at this address\. There is/);
        }
      }
    });
  });
}

it('treats any path prefix as an application path on-site', async () => {
  const { installation, url, startSession } = await setUp('onsite');
  try {
    const proof = authorization.ticket(await startSession());
    for (const prefix of ['', '/crm', '/Cust12345', '/a/b/c', '/Remote/Services88']) {
      const answer = await callRest(url + prefix, currentPrincipal, { authorization: proof });
      assert.equal(answer.status, 200, prefix);
      assert.equal(Object(answer.json).DatabaseContextIdentifier, null);
    }
    const { json } = await callRest(`${url}/crm`, '/api', { method: 'GET' });
    assert.equal(Object(json).OpenApi, `${url}/crm/api/openapi.json`);
  } finally {
    await installation.close();
  }
});

it('refuses an unknown tenant', async () => {
  const { installation, url, application, startSession } = await setUp('online');
  try {
    const { tenant } = await installation.addTenant('Closed');
    await installation.registry.stores.tenants.suspend(tenant.id, 1);
    const refused = [
      ['/Nobody', /^There is no tenant "Nobody" here\. Check the context identifier/],
      ['/Nobody/Cust12345', /^There is no tenant "Nobody" here\./],
      ['/closed', /^The tenant "closed" is suspended\./],
      ['', /^This installation has many tenants\..* or \/Cust12345\/api\.$/],
    ] as const;
    const call = {
      authorization: authorization.ticket(await startSession()),
      appToken: application.token,
    };
    for (const [prefix, message] of refused) {
      for (const path of [currentPrincipal, ...operations.map(({ path }) => path)]) {
        const answer = await callRest(url + prefix, path, call);
        assert.equal(answer.status, 421, prefix + path);
        assert.match(errorOf(answer).message, message);
        assert.equal(answer.headers.get('www-authenticate'), null);
      }
    }
    for (const prefix of ['/cust12345', '/CUST12345/any/path']) {
      const answer = await callRest(url + prefix, currentPrincipal, call);
      assert.equal(Object(answer.json).DatabaseContextIdentifier, 'Cust12345');
    }
  } finally {
    await installation.close();
  }
});
