/** The journal shows requests for the tickets of system users without their secrets. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { servedContract } from '../../src/contract/served-contract.ts';
import { Journal } from '../../src/journal/journal.ts';
import { settingsSchema } from '../../src/settings.ts';
import { REST_PATH, SOAP_PATH, SystemUserScene } from '../support/system-user-scene.ts';

const NAMESPACE = 'http://www.superoffice.com/superid/partnersystemuser/0.1';

it('the journal hides tokens, in SOAP and in JSON, and tells who was admitted', async () => {
  const scene = await SystemUserScene.create();
  const { installation, clock, application, systemToken } = scene.parts;
  const { servicesVersions, services88Edition } = settingsSchema.parse({});
  const contract = servedContract(servicesVersions, services88Edition);
  const now = () => clock.nowMs;
  const onError = (error: unknown) => assert.ifError(error);
  const journal = new Journal({ level: 'messages', contract, now, onError });
  const additions = { recorder: journal };
  const url = await installation.serve({}, null, undefined, undefined, additions);
  const signed = scene.signed();
  const signature = signed.slice(signed.lastIndexOf('.') + 1);
  const json = {
    SignedSystemToken: signed,
    ApplicationToken: application.token,
    ContextIdentifier: 'Cust12345',
    ReturnTokenType: 'JWT',
  };
  const soap =
    '<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Header>' +
    `<ApplicationToken xmlns="${NAMESPACE}">${application.token}</ApplicationToken>` +
    `<ContextIdentifier xmlns="${NAMESPACE}">Cust12345</ContextIdentifier></Header><Body>` +
    `<AuthenticationRequest xmlns="${NAMESPACE}"><SignedSystemToken>${signed}` +
    '</SignedSystemToken></AuthenticationRequest></Body></Envelope>';
  const requests = [
    [REST_PATH, 'application/json', JSON.stringify(json)],
    [SOAP_PATH, 'text/xml', soap],
    [REST_PATH, 'application/json', JSON.stringify({ ...json, SignedSystemToken: `x${signed}` })],
  ] as const;
  for (const [path, type, body] of requests) {
    const headers = { 'Content-Type': type };
    const answer = await fetch(url + path, { method: 'POST', headers, body });
    const [, token = 'no token'] = /(eyJ[\w.-]+)/.exec(await answer.text()) ?? [];
    const [entry, ...others] = await journal.list();
    assert.deepEqual(others, []);
    const text = JSON.stringify(entry);
    for (const secret of [token, application.token, signature, systemToken]) {
      assert.ok(!text.includes(secret), `${path} shows ${secret}: ${text}`);
    }
    assert.match(text, /Cust12345/);
    assert.equal(entry?.application, 'Ticketoffice Sample');
    await journal.clear();
    if (token === 'no token') {
      assert.equal(entry?.refusal?.reason, 'InvalidSignature');
    } else {
      assert.equal(entry?.user, 'robot');
      assert.equal(entry?.outcome, 'succeeded');
    }
  }
  await scene.close();
});
