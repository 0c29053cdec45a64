/** What the journal says about the Online login: no secrets, and why a request was refused. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { servedContract } from '../../src/contract/served-contract.ts';
import { Journal } from '../../src/journal/journal.ts';
import { settingsSchema } from '../../src/settings.ts';
import { LoginScene } from '../support/login-scene.ts';
import { REST_PATH, SOAP_PATH, SystemUserScene } from '../support/system-user-scene.ts';
import type { TestInstallation } from '../support/test-installation.ts';

const NAMESPACE = 'http://www.superoffice.com/superid/partnersystemuser/0.1';

/** Starts a server with a journal. */
async function serveWithJournal(installation: TestInstallation) {
  const { servicesVersions, services88Edition } = settingsSchema.parse({});
  const contract = servedContract(servicesVersions, services88Edition);
  const { now } = installation.registry.clock;
  const onError = (error: unknown) => assert.ifError(error);
  const journal = new Journal({ level: 'messages', contract, now, onError });
  const url = await installation.serve({}, null, undefined, undefined, { recorder: journal });
  return { journal, url };
}

it('the journal hides tokens, in SOAP and in JSON, and tells who was admitted', async () => {
  const scene = await SystemUserScene.create();
  const { installation, application, systemToken } = scene.parts;
  const { journal, url } = await serveWithJournal(installation);
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

it('the journal tells why an authorization request was refused', async (context) => {
  const scene = await LoginScene.create();
  context.after(() => scene.close());
  const { journal, url } = await serveWithJournal(scene.cast.installation);
  const { client_id = '' } = scene.request();
  const known = { client_id, state: 's1' };
  const requests = [
    ['client_id=nobody', 'client-unknown'],
    [`client_id=${client_id}&redirect_uri=https://evil.example.com/`, 'redirect-uri-unregistered'],
    [`client_id=${client_id}&client_id=${client_id}`, 'bad-request'],
    [new URLSearchParams({ ...known, response_type: 'nonsense' }), 'unsupported_response_type'],
    [new URLSearchParams({ ...scene.request(known), prompt: 'none' }), 'interaction_required'],
  ] as const;
  for (const [query, reason] of requests) {
    await fetch(`${url}/login/common/oauth/authorize?${query}`, { redirect: 'manual' });
    const [entry] = await journal.list();
    assert.deepEqual([entry?.refusal?.reason, entry?.outcome], [reason, 'refused'], `${query}`);
    await journal.clear();
  }
});
