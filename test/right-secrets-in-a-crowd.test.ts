/**
 * A right secret among concurrent attempts waits its turn or gets an error that asks to retry. It
 * is never refused as wrong. Tested over HTTP for every protocol.
 */
import assert from 'node:assert/strict';
import { after, before, beforeEach, it } from 'node:test';
import { postForm } from './support/oauth-calls.ts';
import { authorization, callRest, currentPrincipal } from './support/rest-calls.ts';
import { callService, loginOf, operations } from './support/service-calls.ts';
import { textAt } from './support/soap-messages.ts';
import { addUser, TestInstallation } from './support/test-installation.ts';

/** One attempt in its delay, and the most that may wait behind it. */
const LET_IN = 5;
const BUSY = 2;

let installation: TestInstallation;
let url: string;
let delay: PromiseWithResolvers<void>;
before(async () => {
  installation = await TestInstallation.create('onsite', undefined, { pause: () => delay.promise });
  await addUser(await installation.servicesOf(), 'anna', 'secret');
  url = await installation.serve();
});
beforeEach(() => {
  delay = Promise.withResolvers();
});
after(() => installation.close());

/** After three failures, sends more concurrent right secrets than may wait. */
async function crowd<T>(ask: (secret: 'right' | 'wrong') => Promise<T>) {
  const wrong: T[] = [];
  for (let failure = 0; failure < 3; failure += 1) wrong.push(await ask('wrong'));
  const answers: T[] = [];
  const turnedAway = Promise.withResolvers<void>();
  const asking = Array.from({ length: LET_IN + BUSY }, async () => {
    answers.push(await ask('right'));
    if (answers.length === BUSY) turnedAway.resolve();
  });
  await turnedAway.promise;
  delay.resolve();
  await Promise.all(asking);
  return { wrong, busy: answers.slice(0, BUSY), letIn: answers.slice(BUSY) };
}

it('SOAP returns a login or SoServerException', async () => {
  const { wrong, busy, letIn } = await crowd((secret) => {
    const body = operations.byPassword('anna', secret === 'right' ? 'secret' : 'wrong');
    return callService(url, { service: 'SoPrincipal', body });
  });
  for (const answer of wrong) assert.equal(loginOf(answer), null);
  for (const { status, header, body } of busy) {
    assert.equal(status, 200);
    assert.equal(header.get('Succeeded')?.text, 'false');
    const info = header.get('ExceptionInfo');
    assert.equal(textAt(info, 'ExceptionType'), 'SuperOffice.Exceptions.SoServerException');
    assert.match(textAt(info, 'Message') ?? '', /at the same time\. Try again in a few seconds\./);
    assert.notEqual(textAt(body, 'AuthenticationSucceeded'), 'true');
  }
  assert.equal(letIn.length, LET_IN);
  for (const answer of letIn) assert.equal(loginOf(answer)?.name, 'anna');
});

it('REST performs the call or returns 503 with Retry-After', async () => {
  const { wrong, busy, letIn } = await crowd((secret) => {
    const proof = authorization.basic('anna', secret === 'right' ? 'secret' : 'wrong');
    return callRest(url, currentPrincipal, { authorization: proof });
  });
  for (const { status } of wrong) assert.equal(status, 401);
  for (const { status, headers } of busy) {
    assert.deepEqual([status, headers.get('retry-after')], [503, '1']);
  }
  assert.equal(letIn.length, LET_IN);
  for (const { status } of letIn) assert.equal(status, 200);
});

it('OAuth accepts the client or returns 503 with Retry-After', async () => {
  const { clientId, token } = await installation.addApplication('Sync');
  const { wrong, busy, letIn } = await crowd((secret) => {
    const client = { clientId, token: secret === 'right' ? token : 'wrong' };
    return postForm(`${url}/oauth2/introspect`, client, { token: '7T:nothing' });
  });
  for (const { status } of wrong) assert.equal(status, 401);
  for (const { status, headers, body } of busy) {
    assert.deepEqual([status, headers.get('retry-after')], [503, '1']);
    assert.equal(body['error'], 'temporarily_unavailable');
  }
  assert.equal(letIn.length, LET_IN);
  for (const { status } of letIn) assert.equal(status, 200);
});
