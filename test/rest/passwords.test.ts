/** Sessions of calls with user name and password, which every call may have on-site. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  authorization,
  callRest,
  currentPrincipal,
  getAccessToken,
} from '../support/rest-calls.ts';
import { addUser, TestInstallation } from '../support/test-installation.ts';

it('a call with a password leaves no session that outlives an access token', async () => {
  const clock = { nowMs: Date.parse('2026-11-22T12:00:00Z') };
  const installation = await TestInstallation.create('onsite', { now: () => clock.nowMs });
  try {
    const { stores, ...services } = await installation.servicesOf();
    const base = await installation.serve();
    const anna = await addUser({ stores, ...services }, 'anna', 'secret');
    const proof = { authorization: authorization.basic('anna', 'secret') };
    const live = () => stores.tickets.listLive(clock.nowMs, 10, anna.id);
    const call = async (authorizationOfCall: string) => {
      const answer = await callRest(base, currentPrincipal, { authorization: authorizationOfCall });
      return answer.status;
    };
    assert.equal(await call(proof.authorization), 200);
    clock.nowMs += 1;
    const token = authorization.bearer(String((await callRest(base, getAccessToken, proof)).json));
    clock.nowMs += services.accessTokens.lifetimeMs - 1;
    assert.equal(await call(token), 200);
    clock.nowMs += 60_000;
    assert.equal(await call(token), 401);
    assert.equal((await live()).length, 1);
    clock.nowMs += 1;
    assert.equal((await live()).length, 0);
  } finally {
    await installation.close();
  }
});
