/** The User agent's operations on external tokens and the access gateway, by SOAP and REST. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { EXTERNAL_TOKENS_MAX } from '../../src/domain/user-secrets/external-token.ts';
import {
  type Agent,
  agentOf,
  requireRefused,
  resultOf,
  ways,
} from '../support/user-agent-calls.ts';
import type { CallerName } from '../support/user-agent-permissions.ts';
import { type SceneCaller, UserAgentScene } from '../support/user-agent-scene.ts';

let scene: UserAgentScene;
before(async () => {
  scene = await UserAgentScene.create();
});
after(() => scene.close());

const sample = {
  Provider: 'Exämple',
  AccessToken: 'access-t0ken',
  RefreshToken: 'refresh-t0ken',
  Claims: '{"name":"Åse"}',
};

async function save(agent: Agent, given: object = {}): Promise<string> {
  const TokenManagementInfo = { ...sample, ...given };
  return String(await resultOf(agent('SaveExternalTokens', { TokenManagementInfo })));
}

async function find(agent: Agent, Key: string | null) {
  const found = await resultOf(agent('GetExternalTokens', { Key }));
  if (found === null) return null;
  const { TableRight: _right, FieldProperties: _fields, ...tokens } = Object(found);
  return tokens;
}

for (const way of ways) {
  describe(`external tokens by ${way}`, () => {
    let owner: SceneCaller;
    let agent: Agent;
    before(async () => {
      owner = await scene.caller('employee');
      agent = agentOf(way, { url: scene.url, ticket: owner.ticket });
    });

    const agentOfNew = async (name: CallerName) =>
      agentOf(way, { url: scene.url, ticket: (await scene.caller(name)).ticket });

    it('are found by a random key, which is new each time', async () => {
      const [first, second] = [await save(agent), await save(agent, { AccessToken: '' })];
      for (const key of [first, second]) assert.match(key, /^[A-Za-z0-9_-]{43}$/);
      assert.notEqual(first, second);
      assert.deepEqual(await find(agent, first), sample);
      assert.deepEqual(await find(agent, second), { ...sample, AccessToken: '' });
      for (const unknown of ['', null, 'x', `${first}x`, 'x'.repeat(10_000)]) {
        assert.equal(await find(agent, unknown), null);
      }
    });

    it('are given to the user who stored them and to system users only', async () => {
      const key = await save(agent);
      assert.deepEqual(await find(await agentOfNew('system'), key), sample);
      for (const name of ['admin-all', 'admin-users', 'employee', 'external'] as const) {
        assert.equal(await find(await agentOfNew(name), key), null, name);
      }
    });

    it('are sealed in the database, and the key is there as a hash', async () => {
      const tokens = {
        AccessToken: `secret access ${way}`,
        RefreshToken: `secret refresh ${way}`,
        Claims: `claims ${way}`,
      };
      const key = await save(agent, tokens);
      const database = await scene.installation.readDatabase();
      for (const text of [key, ...Object.values(tokens)]) assert.ok(!database.includes(text), text);
      const [event] = (await scene.eventsBy(owner)).slice(-1);
      const detail = { userId: owner.user.id, provider: sample.Provider };
      assert.deepEqual(event, { action: 'external-tokens-added', ...detail });
    });

    it('have limits: 255 characters of a provider, 16384 of a token', async () => {
      const token = 'å'.repeat(16_384);
      const largest = {
        Provider: 'p'.repeat(255),
        AccessToken: token,
        RefreshToken: token,
        Claims: token,
      };
      assert.deepEqual(await find(agent, await save(agent, largest)), largest);
      for (const [given, message] of [
        [{ Provider: 'p'.repeat(256) }, /^The provider has 256 .* 255 at most/],
        [{ AccessToken: `${token}a` }, /^The access token has 16385 .* 16384 at most/],
        [{ RefreshToken: `${token}a` }, /^The refresh token has 16385/],
        [{ Claims: `${token}a` }, /^The text of the claims has 16385/],
        [{ AccessToken: '', RefreshToken: null }, /are both empty/],
      ] as const) {
        const request = { TokenManagementInfo: { ...sample, ...given } };
        const refused = agent('SaveExternalTokens', request);
        await requireRefused(refused, 'SoInvalidArgumentException', message);
      }
      const nothing = agent('SaveExternalTokens', { TokenManagementInfo: null });
      await requireRefused(nothing, 'SoInvalidArgumentException', /^TokenManagementInfo is miss/);
    });

    it('are not stored when only the access gateway can decrypt them', async () => {
      const before = await scene.eventsBy(owner);
      const request = { TokenManagementInfo: sample };
      const refused = agent('DecryptAndSaveExternalTokens', request);
      const message = /^No access gateway is configured\. Only it can decrypt these tokens/;
      await requireRefused(refused, 'SoIllegalOperationException', message);
      assert.deepEqual(await scene.eventsBy(owner), before);
    });

    it('are not obtained for a code, which only the access gateway can exchange', async () => {
      const before = await scene.eventsBy(owner);
      const code = { Provider: 'Example', AuthorizationCode: 'c0de', PkceVerifier: 'v' };
      const refused = agent('ExchangeCodeAndSaveTokens', code);
      const message = /^No access gateway is configured\. Only it can exchange the code/;
      await requireRefused(refused, 'SoIllegalOperationException', message);
      assert.deepEqual(await scene.eventsBy(owner), before);
    });

    it('have no access gateway, and the answers say so', async () => {
      assert.equal(await resultOf(agent('CheckAccessGatewayRegistration')), false);
      const info = Object(await resultOf(agent('GetAccessGatewayInfo')));
      assert.deepEqual([info.ClientId, info.RedirectUri], ['', '']);
      const RedirectUri = 'https://crm.example.com/back';
      for (const name of ['RegisterWithAccessGateway', 'GetOrRegisterAccessGatewayInfo'] as const) {
        const refused = agent(name, { RedirectUri });
        await requireRefused(refused, 'SoIllegalOperationException', /cannot register with one/);
      }
    });
  });
}

describe('external tokens', () => {
  it('are kept until a user has too many: then the oldest are removed', async () => {
    const { ticket, user } = await scene.caller('employee');
    const agent = agentOf('rest', { url: scene.url, ticket });
    const { externalTokens } = scene.services.stores;
    const key = await save(agent);
    for (let count = 1; count < EXTERNAL_TOKENS_MAX; count += 1) {
      const sealed = new Uint8Array(60);
      const tokens = { associateId: user.id, provider: '', sealed, savedAtMs: Date.now() + count };
      await externalTokens.add({ ...tokens, keyHash: `${user.id} ${count}` });
    }
    assert.deepEqual(await find(agent, key), sample);
    const next = await save(agent);
    assert.equal(await find(agent, key), null, 'the oldest');
    assert.deepEqual(await find(agent, next), sample);
    assert.ok(await externalTokens.find(`${user.id} 1`));
  });
});
