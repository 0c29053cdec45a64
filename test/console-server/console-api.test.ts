/** Each route of the console's API, on a real server, and its OpenAPI description. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { consoleRoutes } from '../../src/console-server/console-routes.ts';
import { addUser, startSession } from '../support/test-installation.ts';
import { type ConsoleAnswer, ConsoleScene, cookieOf, requireRefusal } from './console-scene.ts';

const golden = JSON.parse(
  readFileSync(new URL('../../goldens/openapi-console.json', import.meta.url), 'utf8'),
);
const ROOT = 'description';
const ajv = new Ajv2020({ strict: false, formats: { 'date-time': true } });
ajv.addSchema(golden, ROOT, false, false);

const LIMIT = { timeout: 60_000 };
const PASSWORD = 'a long enough password';

interface Given {
  readonly scene: ConsoleScene;
  readonly cookie: string;
  readonly anna: number;
  readonly ticket: string;
}

type Call = (given: Given) => Promise<ConsoleAnswer>;

const get =
  (path: string): Call =>
  ({ scene, cookie }) =>
    scene.call('GET', `/api${path}`, { cookie });
const post =
  (path: string, bodyOf: (given: Given) => object): Call =>
  (given) =>
    given.scene.call('POST', `/api${path}`, { cookie: given.cookie, body: bodyOf(given) });
const user = ({ anna }: Given) => ({ userId: anna });

const application = { applicationId: 1 };
const redirect = { ...application, redirectUri: 'https://app.example.com/callback' };

/** A call of each route that succeeds, in this order. */
const calls: Readonly<Record<string, Call>> = {
  'GET /session': get('/session'),
  'GET /openapi.json': get('/openapi.json'),
  'GET /overview': get('/overview'),
  'GET /journal': async (given) => {
    await fetch(`${given.scene.url}/api/v1/User/currentPrincipal?token=x`);
    return get('/journal?outcome=refused&limit=1&since=2020-01-01')(given);
  },
  'GET /journal/{number}': get('/journal/1'),
  'GET /sessions': get('/sessions?limit=10&user=anna'),
  'GET /users': get('/users?search=ANN&limit=1'),
  'GET /users/{id}': (given) => get(`/users/${given.anna}`)(given),
  'GET /roles': get('/roles'),
  'GET /groups': get('/groups'),
  'GET /licences': get('/licences'),
  'GET /applications': get('/applications'),
  'GET /applications/{id}': get('/applications/1'),
  'POST /applications/add-redirect-uri': post('/applications/add-redirect-uri', () => redirect),
  'POST /applications/remove-redirect-uri': post(
    '/applications/remove-redirect-uri',
    () => redirect,
  ),
  'POST /applications/grant-consent': post('/applications/grant-consent', () => application),
  'POST /applications/show-system-token': post(
    '/applications/show-system-token',
    () => application,
  ),
  'POST /applications/revoke-consent': post('/applications/revoke-consent', () => application),
  'GET /tenants': get('/tenants'),
  'GET /keys': get('/keys'),
  'GET /settings': get('/settings'),
  'GET /audit': get('/audit?outcome=succeeded&limit=5'),
  'GET /audit/export': get('/audit/export?since=2020-01-01'),
  'GET /operations': get('/operations'),
  'GET /operations/form': get('/operations/form?name=SoPrincipal/AuthenticateUsernamePassword'),
  'POST /decode': post('/decode', ({ ticket }) => ({ token: ticket })),
  'POST /call': post('/call', ({ ticket }) => ({
    ...{ operation: 'User/GetAccessToken', ticket },
    fields: {},
  })),
  'POST /users/unlock': post('/users/unlock', user),
  'POST /users/disable': post('/users/disable', user),
  'POST /users/enable': post('/users/enable', user),
  'POST /sessions/end': post('/sessions/end', () => ({ ticketId: 'none' })),
  'POST /sessions/end-all': post('/sessions/end-all', user),
  'POST /sessions/end-cs-session': post('/sessions/end-cs-session', () => ({ loginId: 1 })),
  'POST /session/password': ({ scene }) =>
    scene.call('POST', '/api/session/password', { body: { name: 'Olav', password: PASSWORD } }),
  'POST /session/link': async ({ scene }) =>
    scene.call('POST', '/api/session/link', { body: await scene.link('viewer') }),
  'DELETE /session': ({ scene, cookie }) => scene.call('DELETE', '/api/session', { cookie }),
};
/** `journal-stream.test.ts` reads it. */
const STREAM = 'GET /journal/stream';

/** The properties of a path in a JSON pointer. */
function pointer(...steps: readonly string[]): string {
  const escaped = steps.map((step) => step.replaceAll('~', '~0').replaceAll('/', '~1'));
  return `${ROOT}#/${escaped.map(encodeURIComponent).join('/')}`;
}

describe('the OpenAPI description of the console', LIMIT, () => {
  it('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(structuredClone(golden));
    assert.deepEqual([result.valid, result.errors], [true, undefined]);
  });

  it('has each route, and no others', () => {
    const described = Object.entries(golden.paths).flatMap(([path, item]) =>
      Object.keys(Object(item)).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const served = consoleRoutes.map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual(described.toSorted(), [...served, 'GET /openapi.json'].toSorted());
    assert.deepEqual([...Object.keys(calls), STREAM].toSorted(), described.toSorted());
  });

  it('describes the answers of all routes', async (context) => {
    const scene = await ConsoleScene.start(context, { settingRecords: [setting] });
    const services = await scene.installation.servicesOf();
    const anna = await addUser(services, 'anna', 'secret');
    await scene.installation.addApplication('Gateway', { agents: ['User'] });
    await scene.addOperator('Olav', PASSWORD);
    const ticket = await startSession(services, anna);
    const given = { scene, cookie: await scene.signIn(), anna: anna.id, ticket };
    for (const [route, call] of Object.entries(calls)) {
      const { status, json, text } = await call(given);
      const [method = '', path = ''] = route.split(' ');
      const { responses } = golden.paths[path][method.toLowerCase()];
      const [described = ''] = Object.keys(responses);
      assert.equal(String(status), described, `${route}: ${text}`);
      const { content = {} } = responses[described];
      const [mediaType] = Object.keys(content);
      const answers = mediaType === 'application/x-ndjson' ? linesOf(text) : [json];
      if (mediaType === undefined) {
        assert.equal(text, '', route);
        continue;
      }
      const steps = ['paths', path, method.toLowerCase(), 'responses', described, 'content'];
      const validate = ajv.getSchema(pointer(...steps, mediaType, 'schema'));
      for (const answer of answers) {
        assert.ok(validate?.(answer), `${route}: ${JSON.stringify(validate?.errors)} ${text}`);
        if (Array.isArray(answer)) assert.notEqual(answer.length, 0, route);
      }
      assert.notEqual(answers.length, 0, route);
    }
  });

  it('is what the server answers, with its errors', async (context) => {
    const scene = await ConsoleScene.start(context);
    const cookie = await scene.signIn();
    assert.deepEqual((await scene.call('GET', '/api/openapi.json', { cookie })).json, golden);
    const { json } = await scene.call('GET', '/api/journal/77', { cookie });
    const steps = ['components', 'responses', 'Error', 'content', 'application/json', 'schema'];
    const validate = ajv.getSchema(pointer(...steps));
    assert.ok(validate?.(json), JSON.stringify(validate?.errors));
  });
});

const setting = {
  name: 'port',
  value: '8088',
  isSecret: false,
  isSet: true,
  source: 'default',
  sourceName: null,
  defaultValue: '8088',
  description: 'TCP port',
} as const;

function linesOf(text: string): readonly unknown[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

describe('acting at the console', LIMIT, () => {
  it('ends a session, so that its client is refused, and says who did it', async (context) => {
    const scene = await ConsoleScene.start(context);
    const services = await scene.installation.servicesOf();
    const ticket = await startSession(services, await addUser(services, 'anna', 'secret'));
    const cookie = await scene.signIn();
    const whoAmI = () =>
      fetch(`${scene.url}/api/v1/User/currentPrincipal`, {
        headers: { Authorization: `SOTicket ${ticket}` },
      });
    assert.equal((await whoAmI()).status, 200);
    const listed = await scene.call('GET', '/api/sessions', { cookie });
    const { tickets } = listed.json as { readonly tickets: readonly { readonly id: string }[] };
    assert.equal(tickets.length, 1);
    const body = { ticketId: tickets[0]?.id };
    const ended = await scene.call('POST', '/api/sessions/end', { cookie, body });
    assert.deepEqual(ended.json, { ended: 1 });
    assert.equal((await whoAmI()).status, 401);
    const events = await scene.installation.registry.stores.audit.listLatest({}, 3);
    assert.deepEqual(
      events.map(({ action, operator, user: whose, address }) => [
        action,
        operator,
        whose,
        address,
      ]),
      [
        ['ticket-revoked', 'operator@test', 'anna', '127.0.0.1'],
        ['sessions-viewed', 'operator@test', null, '127.0.0.1'],
        ['console-login', 'operator@test', null, '127.0.0.1'],
      ],
    );
  });

  it('pages and searches users', async (context) => {
    const scene = await ConsoleScene.start(context);
    const services = await scene.installation.servicesOf();
    for (const name of ['anna', 'Åse', 'bertil']) {
      await addUser(services, name, null, {
        fullName: `${name} Ek`,
        email: `${name}@fjord.example`,
      });
    }
    const cookie = await scene.signIn('viewer');
    const find = async (query: string) => {
      const { json } = await scene.call('GET', `/api/users?${query}`, { cookie });
      const { users, next } = json as {
        readonly users: readonly { readonly name: string }[];
        readonly next: number | null;
      };
      return { names: users.map(({ name }) => name), next };
    };
    const first = await find('limit=2&search=ek');
    assert.deepEqual(first.names, ['anna', 'Åse']);
    assert.deepEqual(await find(`limit=2&search=ek&after=${first.next}`), {
      names: ['bertil'],
      next: null,
    });
    assert.deepEqual((await find(`search=${encodeURIComponent('åSE')}`)).names, ['Åse']);
    assert.deepEqual((await find('search=bertil@')).names, ['bertil']);
    assert.deepEqual((await find('search=nobody')).names, []);
  });

  it('pages and filters the audit trail', async (context) => {
    const scene = await ConsoleScene.start(context);
    const cookie = await scene.signIn();
    for (const name of ['a', 'b', 'c']) await scene.addOperator(name, PASSWORD, 'viewer');
    const read = async (query: string) => {
      const { json } = await scene.call('GET', `/api/audit?${query}`, { cookie });
      return json as {
        readonly events: readonly { readonly id: number; readonly detail: object }[];
        readonly next: number | null;
      };
    };
    const first = await read('action=operator-added&limit=2');
    assert.deepEqual(
      first.events.map(({ detail }) => Reflect.get(detail, 'name')),
      ['c', 'b'],
    );
    const second = await read(`action=operator-added&limit=2&before=${first.next}`);
    assert.deepEqual(
      second.events.map(({ detail }) => Reflect.get(detail, 'name')),
      ['a'],
    );
    assert.equal(second.next, null);
    assert.deepEqual((await read('until=2020-01-01')).events, []);
    assert.deepEqual((await read('since=2999-01-01')).events, []);
    const exported = await scene.call('GET', '/api/audit/export?action=operator-added', { cookie });
    assert.equal(exported.headers['content-type'], 'application/x-ndjson');
    assert.equal(linesOf(exported.text).length, 3);
  });

  it('calls an operation as a client does, and tells its refusals', async (context) => {
    const scene = await ConsoleScene.start(context);
    const services = await scene.installation.servicesOf();
    const ticket = await startSession(services, await addUser(services, 'anna', 'secret'));
    const cookie = await scene.signIn();
    const perform = async (body: object) => {
      const { json } = await scene.call('POST', '/api/call', { cookie, body });
      return json as {
        readonly status: number;
        readonly answer: unknown;
        readonly error: { readonly type: string } | null;
      };
    };
    const operation = 'User/GetAccessToken';
    const made = await perform({ operation, fields: {}, ticket });
    assert.match(String(Reflect.get(Object(made.answer), 'AccessToken') ?? made.answer), /8A:/);
    const byPassword = await perform({ operation, fields: {}, user: 'anna', password: 'secret' });
    assert.equal(byPassword.status, 200);
    const refused = await perform({ operation, fields: {}, ticket: 'x' });
    assert.deepEqual([refused.status, refused.error?.type], [401, 'SoSessionException']);
    const wrong = await perform({
      operation: 'User/GetUserInfo',
      fields: { UserInfoId: 'x' },
      ticket,
    });
    assert.deepEqual([wrong.status, wrong.error?.type], [400, 'SoInvalidArgumentException']);
    const unknown = { operation: 'User/None', fields: {} };
    requireRefusal(await scene.call('POST', '/api/call', { cookie, body: unknown }), [
      404,
      'not-found',
    ]);
  });

  it('decodes tokens without recording them', async (context) => {
    const scene = await ConsoleScene.start(context);
    const services = await scene.installation.servicesOf();
    const ticket = await startSession(services, await addUser(services, 'anna', 'secret'));
    const cookie = await scene.signIn('viewer');
    const decode = async (token: string) =>
      (await scene.call('POST', '/api/decode', { cookie, body: { token } })).json as {
        readonly kind: string;
        readonly isValid: boolean;
        readonly reason: string | null;
        readonly fields: readonly { readonly name: string; readonly value: string }[];
      };
    const valid = await decode(` ${ticket}\n`);
    assert.deepEqual([valid.kind, valid.isValid, valid.reason], ['ticket', true, null]);
    assert.ok(valid.fields.some(({ name, value }) => name === 'user' && value === 'anna'));
    const nothing = await decode('hello');
    assert.deepEqual([nothing.kind, nothing.isValid], ['unknown', false]);
    assert.match(String(nothing.reason), /no access token/);
    const journal = await scene.call('GET', '/api/journal', { cookie });
    assert.deepEqual(journal.json, []);
    const events = await scene.installation.registry.stores.audit.listLatest({}, 10);
    assert.ok(!JSON.stringify(events).includes(ticket));
  });

  it('needs a tenant Online, and one that exists', async (context) => {
    const scene = await ConsoleScene.start(context, { mode: 'online' });
    await scene.installation.addTenant('Cust1');
    const cookie = await scene.signIn();
    const none = await scene.call('GET', '/api/users', { cookie });
    requireRefusal(none, [400, 'invalid-argument']);
    const unknown = await scene.call('GET', '/api/users?tenant=Cust2', { cookie });
    requireRefusal(unknown, [404, 'not-found']);
    assert.equal((await scene.call('GET', '/api/users?tenant=cust1', { cookie })).status, 200);
    const { json } = await scene.call('GET', '/api/tenants', { cookie });
    assert.deepEqual(
      (json as readonly { readonly contextIdentifier: string }[]).map(
        (tenant) => tenant.contextIdentifier,
      ),
      ['Cust1'],
    );
  });

  it('counts what clients asked, and why they were refused', async (context) => {
    const scene = await ConsoleScene.start(context);
    await fetch(`${scene.url}/api`);
    const headers = { Authorization: 'SOTicket 7T:x' };
    await fetch(`${scene.url}/api/v1/User/currentPrincipal`, { headers });
    const cookie = await scene.signIn();
    const { json } = await scene.call('GET', '/api/overview', { cookie });
    const { intervals, operations, refusals, scope } = json as {
      readonly intervals: readonly { readonly requests: number; readonly refused: number }[];
      readonly operations: readonly { readonly operation: string; readonly refused: number }[];
      readonly refusals: readonly { readonly reason: string; readonly count: number }[];
      readonly scope: string;
    };
    assert.equal(intervals.length, 60);
    const sum = (field: 'requests' | 'refused') =>
      intervals.reduce((total, interval) => total + interval[field], 0);
    assert.deepEqual([sum('requests'), sum('refused')], [2, 1]);
    const principal = operations.find(({ operation }) => operation === 'User/currentPrincipal');
    assert.equal(principal?.refused, 1);
    assert.deepEqual(refusals, [{ reason: 'ticket-malformed', count: 1 }]);
    assert.match(scope, /this server/);
  });

  it('says who is signed in, and lets the cookie go', async (context) => {
    const scene = await ConsoleScene.start(context);
    const cookie = await scene.signIn('viewer');
    const { json } = await scene.call('GET', '/api/session', { cookie });
    assert.deepEqual(
      ['operator', 'role', 'isOpen', 'purpose'].map((name) => Reflect.get(Object(json), name)),
      ['viewer@test', 'viewer', false, 'production'],
    );
    const out = await scene.call('DELETE', '/api/session', { cookie });
    assert.equal(out.status, 204);
    assert.match(cookieOf(out), /=$/);
    requireRefusal(await scene.call('GET', '/api/session', { cookie }), [401, 'not-signed-in']);
  });
});
