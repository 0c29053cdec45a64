/** The control API as its answers are on the wire. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { callControl, postJson, requireRefusal, startFrozen } from './control-calls.ts';

const LIMIT = { timeout: 60_000 };
const YAML = 'application/yaml';

describe('the clock of the control API', LIMIT, () => {
  it('is set to a time, or ahead of the machine', async (context) => {
    const server = await startFrozen(context);
    const put = (body: unknown) => postJson(server, 'clock', body, 'PUT');
    const at = (now: string, frozen = true) => ({ status: 200, json: { now, frozen } });
    assert.deepEqual(await put({ now: '2031-05-01' }), at('2031-05-01T00:00:00.000Z'));
    const ahead = (await put({ offset: '1d' })).json as { readonly now: string };
    const aheadMs = Date.parse(ahead.now) - performance.timeOrigin - performance.now();
    assert.ok(Math.abs(aheadMs - 86_400_000) < 60_000, `${aheadMs} ms`);
    const running = await put({ frozen: false, now: '2031-05-01T12:00:00Z' });
    assert.equal((running.json as { readonly frozen: boolean }).frozen, false);
    const advanced = await postJson(server, 'clock/advance', { by: 1000 });
    assert.equal(advanced.status, 200);
  });

  it('says what is wrong with a change', async (context) => {
    const server = await startFrozen(context);
    const refused = [
      [{}, /missing; expected now, offset or frozen/],
      [{ now: '2031-05-01', offset: '1h' }, /found now and offset, expected one of them/],
      [{ now: 'noon' }, /now: expected a date such as/],
      [{ frozen: 'yes' }, /frozen: found text, expected true or false/],
      [{ time: 1 }, /time: not known here; expected now, offset, frozen/],
      [{ offset: [] }, /offset: expected milliseconds, or text such as 30s/],
      [[], /found a list, expected a mapping of now, offset, frozen/],
    ] as const;
    for (const [body, message] of refused) {
      const answer = await postJson(server, 'clock', body, 'PUT');
      requireRefusal(answer, [400, 'invalid-argument', message]);
    }
    const wrong = await postJson(server, 'clock/advance', { by: 'PT6X' });
    requireRefusal(wrong, [400, 'invalid-argument', /"PT6X" is no duration\. Give milliseconds/]);
  });
});

describe('seeds and states in the control API', LIMIT, () => {
  it('takes seeds as YAML and as JSON', async (context) => {
    const server = await startFrozen(context);
    const seed = 'mode: onsite\ncompany: Fjord\nusers:\n  - name: jorun\n';
    const yaml = await callControl(server, 'PUT', 'seed', { type: YAML, body: seed });
    assert.deepEqual(yaml, { status: 204, json: null });
    assert.match(await server.issueTicket({ user: 'jorun' }), /^7T:/);
    const json = { mode: 'onsite', company: 'Fjord', users: [{ name: 'odd' }] };
    assert.equal((await postJson(server, 'seed', json, 'PUT')).status, 204);
    assert.equal((await postJson(server, 'seed', 'demo', 'PUT')).status, 204);
  });

  it('says where a seed is wrong, and reads no files', async (context) => {
    const server = await startFrozen(context);
    const put = (body: string) => callControl(server, 'PUT', 'seed', { type: YAML, body });
    const wrong = await put('mode: onsite\ncompny: Fjord\n');
    requireRefusal(wrong, [400, 'invalid-argument', /^body:2:1: compny: not known here/m]);
    requireRefusal(await put('a: [\n'), [400, 'invalid-argument', /^body:\d+:\d+: /]);
    requireRefusal(await put(''), [400, 'invalid-argument', /^body:1:1: /]);
    const file = await put(`${import.meta.filename}\n`);
    requireRefusal(file, [400, 'invalid-argument', /^body:1:1: expected a mapping whose "mode"/]);
    const other = await put('mode: online\n');
    requireRefusal(other, [409, 'conflict', /found online, but this installation is onsite/]);
  });

  it('keeps states by name', async (context) => {
    const server = await startFrozen(context);
    const call = (method: string) => callControl(server, method, 'states/logged%20in');
    requireRefusal(await call('GET'), [404, 'not-found', /no state "logged in"/]);
    assert.equal((await call('PUT')).status, 204);
    assert.deepEqual(await call('GET'), { status: 200, json: { name: 'logged in' } });
    assert.equal((await call('POST')).status, 204);
    assert.equal((await call('DELETE')).status, 204);
    requireRefusal(await call('POST'), [
      404,
      'not-found',
      /no state "logged in"\. These were saved: none/,
    ]);
    requireRefusal(await call('DELETE'), [404, 'not-found', /no state "logged in"/]);
  });
});

describe('requests to the control API that do not fit', LIMIT, () => {
  it('get one form of error', async (context) => {
    const server = await startFrozen(context);
    const call = (...given: [string, string, object?]) => callControl(server, ...given);
    const near = await call('GET', 'requets');
    requireRefusal(near, [404, 'not-found', /nothing at \/requets .* did you mean \/requests\?/]);
    requireRefusal(await call('GET', ''), [404, 'not-found', /nothing at \/ /]);
    const method = await call('PATCH', 'clock');
    requireRefusal(method, [405, 'method-not-allowed', /PATCH .* expected GET or HEAD or PUT/]);
    const text = await call('POST', 'tickets', { body: 'user=demo' });
    requireRefusal(text, [400, 'invalid-argument', /not JSON; expected an object/]);
    const bytes = await call('POST', 'tickets', { body: `{"user":"${'x'.repeat(70_000)}"}` });
    requireRefusal(bytes, [413, 'too-large', /expected at most 65536/]);
    const none = await call('POST', 'tickets');
    requireRefusal(none, [400, 'invalid-argument', /user: missing; expected text/]);
    const extra = await postJson(server, 'reset', { hard: true });
    requireRefusal(extra, [400, 'invalid-argument', /hard: not known here; expected nothing/]);
    const query = await call('GET', 'clock?zone=UTC');
    requireRefusal(query, [400, 'invalid-argument', /zone: not known here/]);
    const nobody = await postJson(server, 'tickets', { user: 'nobody' });
    requireRefusal(nobody, [404, 'not-found', /"nobody" does not exist/]);
    const tenant = await postJson(server, 'tickets', { user: 'demo', tenant: 'Cust12345' });
    requireRefusal(tenant, [404, 'not-found', /on-site and has no tenants/]);
    const ticket = await postJson(server, 'tickets/expire', { ticket: '7T:abc' });
    requireRefusal(ticket, [404, 'not-found', /ticket is not valid/]);
  });

  it('do not stop the server', async (context) => {
    const server = await startFrozen(context);
    await callControl(server, 'GET', '%ff');
    await callControl(server, 'GET', '?');
    assert.deepEqual(await callControl(server, 'GET', 'health'), {
      status: 200,
      json: { ready: true, version: (await import('../../src/product.ts')).product.version },
    });
  });
});
