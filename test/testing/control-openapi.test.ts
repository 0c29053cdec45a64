/** The OpenAPI description of the control API describes what it answers. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { controlRoutes } from '../../src/testing/control/control-routes.ts';
import type { TestServer } from '../../src/testing/test-server.ts';
import { type ControlAnswer, callControl, postJson, startFrozen } from './control-calls.ts';

const golden = JSON.parse(
  readFileSync(new URL('../../goldens/openapi-control.json', import.meta.url), 'utf8'),
);
const ROOT = 'description';
const ajv = new Ajv2020({ strict: false, formats: { 'date-time': true } });
ajv.addSchema(golden, ROOT, false, false);

const LIMIT = { timeout: 60_000 };
const rule = { match: { operation: 'currentPrincipal' }, effect: { kind: 'empty' } };

async function refusedCall({ url }: TestServer): Promise<void> {
  await fetch(`${url}/api/v1/User/currentPrincipal?token=x`);
}

/** A call of each route that succeeds, in this order. */
const calls: Readonly<Record<string, (server: TestServer) => Promise<ControlAnswer>>> = {
  'GET /health': (server) => callControl(server, 'GET', 'health'),
  'GET /server': (server) => callControl(server, 'GET', 'server'),
  'GET /openapi.json': (server) => callControl(server, 'GET', 'openapi.json'),
  'PUT /seed': (server) => postJson(server, 'seed', 'demo', 'PUT'),
  'PUT /states/{name}': (server) => callControl(server, 'PUT', 'states/a'),
  'GET /states': (server) => callControl(server, 'GET', 'states'),
  'GET /states/{name}': (server) => callControl(server, 'GET', 'states/a'),
  'POST /states/{name}': (server) => callControl(server, 'POST', 'states/a'),
  'DELETE /states/{name}': (server) => callControl(server, 'DELETE', 'states/a'),
  'GET /clock': (server) => callControl(server, 'GET', 'clock'),
  'PUT /clock': (server) => postJson(server, 'clock', { frozen: true }, 'PUT'),
  'POST /clock/advance': (server) => postJson(server, 'clock/advance', { by: 'PT6H' }),
  'GET /requests': async (server) => {
    await refusedCall(server);
    return callControl(server, 'GET', 'requests?outcome=refused&fromNumber=1&since=2020-01-01');
  },
  'GET /requests/refused': (server) => callControl(server, 'GET', 'requests/refused'),
  'POST /requests/count': (server) => postJson(server, 'requests/count', { protocol: 'rest' }),
  'GET /requests/wait': (server) => callControl(server, 'GET', 'requests/wait?count=1&timeout=0.5'),
  'DELETE /requests': (server) => callControl(server, 'DELETE', 'requests'),
  'POST /faults': (server) => postJson(server, 'faults', rule),
  'GET /faults': (server) => callControl(server, 'GET', 'faults'),
  'GET /faults/{id}': (server) => callControl(server, 'GET', 'faults/fault-1'),
  'DELETE /faults/{id}': (server) => callControl(server, 'DELETE', 'faults/fault-1'),
  'DELETE /faults': (server) => callControl(server, 'DELETE', 'faults'),
  'POST /tickets': (server) => postJson(server, 'tickets', { user: 'demo' }),
  'POST /tickets/expire': async (server) => {
    const ticket = await server.issueTicket({ user: 'demo' });
    return postJson(server, 'tickets/expire', { ticket });
  },
  'POST /access-tokens': (server) => postJson(server, 'access-tokens', { user: 'demo' }),
  'POST /reset': (server) => callControl(server, 'POST', 'reset'),
};

/** The properties of a path in a JSON pointer. */
function pointer(...steps: readonly string[]): string {
  const escaped = steps.map((step) => step.replaceAll('~', '~0').replaceAll('/', '~1'));
  return `${ROOT}#/${escaped.map(encodeURIComponent).join('/')}`;
}

describe('the OpenAPI description of the control API', LIMIT, () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const result = await validator.validate(structuredClone(golden));
    assert.deepEqual([result.valid, result.errors], [true, undefined]);
    assert.equal(validator.version, '3.1');
  });

  it('has each route, and no others', () => {
    const described = Object.entries(golden.paths).flatMap(([path, item]) =>
      Object.keys(Object(item)).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const served = controlRoutes.map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual(described.toSorted(), [...served, 'GET /openapi.json'].toSorted());
    assert.deepEqual(Object.keys(calls).toSorted(), described.toSorted());
  });

  it('is what the server answers', async (context) => {
    const server = await startFrozen(context);
    const { json } = await callControl(server, 'GET', 'openapi.json');
    assert.deepEqual(json, golden);
  });

  it('describes the answers of all routes', async (context) => {
    const server = await startFrozen(context);
    for (const [route, call] of Object.entries(calls)) {
      const { status, json } = await call(server);
      const [method = '', path = ''] = route.split(' ');
      const { responses } = golden.paths[path][method.toLowerCase()];
      const [described = ''] = Object.keys(responses);
      assert.equal(String(status), described, `${route}: ${JSON.stringify(json)}`);
      const steps = ['paths', path, method.toLowerCase(), 'responses', described, 'content'];
      const validate = ajv.getSchema(pointer(...steps, 'application/json', 'schema'));
      assert.equal(validate === undefined, json === null, route);
      if (validate) assert.ok(validate(json), `${route}: ${JSON.stringify(validate.errors)}`);
      if (Array.isArray(json)) assert.equal(json.length, 1, route);
    }
  });

  it('describes errors', async (context) => {
    const server = await startFrozen(context);
    const { json } = await callControl(server, 'GET', 'states/none');
    const steps = ['components', 'responses', 'Error', 'content', 'application/json', 'schema'];
    const validate = ajv.getSchema(pointer(...steps));
    assert.ok(validate?.(json), JSON.stringify(validate?.errors));
  });
});
