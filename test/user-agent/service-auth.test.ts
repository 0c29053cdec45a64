/** The User agent's operations on logins to other servers, by SOAP and REST. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SERVICE_AUTHS_MAX } from '../../src/domain/user-secrets/service-auth.ts';
import {
  type Agent,
  agentOf,
  type Outcome,
  requireRefused,
  resultOf,
  type Way,
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
  Server: 'mail.example.com',
  Port: 993,
  AuthType: 'plain-text',
  Username: 'anna',
  Password: 'p4ss <wørd>',
};

type ServiceAuth = typeof sample & { readonly ServiceAuthId: number };

async function loginOf(outcome: Promise<Outcome>): Promise<ServiceAuth> {
  const {
    TableRight: _right,
    FieldProperties: _fields,
    ...login
  } = Object(await resultOf(outcome));
  return login;
}

const agentFor = (way: Way, { ticket }: SceneCaller) => agentOf(way, { url: scene.url, ticket });
const agentOfNew = async (way: Way, name: CallerName) => agentFor(way, await scene.caller(name));
const save = (agent: Agent, given: object = {}) =>
  agent('SaveServiceAuth', { ServiceAuth: { ...sample, ...given } });
const find = (agent: Agent, ServiceAuthId: number) => agent('GetServiceAuth', { ServiceAuthId });

for (const way of ways) {
  describe(`logins to servers by ${way}`, () => {
    let owner: SceneCaller;
    let agent: Agent;
    before(async () => {
      owner = await scene.caller('employee');
      agent = agentFor(way, owner);
    });

    it('are made with default values, and stored only by saving', async () => {
      const draft = await loginOf(agent('CreateDefaultServiceAuth'));
      const texts = { Server: '', AuthType: '', Username: '', Password: '' };
      assert.deepEqual(draft, { ServiceAuthId: 0, Port: 0, ...texts });
      assert.equal(await scene.services.stores.serviceAuths.count(owner.user.id), 0);
      const added = await loginOf(save(agent, draft));
      assert.deepEqual(added, { ...draft, ServiceAuthId: added.ServiceAuthId });
      await resultOf(agent('DeleteServiceAuth', { ServiceAuthId: added.ServiceAuthId }));
    });

    it('are added, changed and deleted by their owner', async () => {
      const added = await loginOf(save(agent));
      const { ServiceAuthId } = added;
      assert.deepEqual(added, { ...sample, ServiceAuthId });
      assert.deepEqual(await loginOf(find(agent, ServiceAuthId)), added);
      const events = await scene.eventsBy(owner);
      assert.deepEqual(await loginOf(save(agent, { ServiceAuthId, Password: '' })), added);
      assert.deepEqual(await scene.eventsBy(owner), events, 'nothing changed');
      const changed = await loginOf(save(agent, { ServiceAuthId, Port: 0, Password: '' }));
      assert.deepEqual(changed, { ...added, Port: 0 });
      const renewed = await loginOf(save(agent, { ServiceAuthId, Port: 0, Password: 'new' }));
      assert.equal(renewed.Password, 'new');
      await resultOf(agent('DeleteServiceAuth', { ServiceAuthId }));
      assert.equal(await resultOf(find(agent, ServiceAuthId)), null);
      const told = (await scene.eventsBy(owner)).slice(events.length - 1);
      const who = { serviceAuthId: ServiceAuthId, userId: owner.user.id };
      assert.deepEqual(told, [
        { action: 'service-auth-added', ...who },
        { action: 'service-auth-changed', ...who, fields: 'port' },
        { action: 'service-auth-changed', ...who, fields: 'password' },
        { action: 'service-auth-removed', ...who },
      ]);
    });

    it('show the password to the owner and to system users, and to nobody else', async () => {
      const { ServiceAuthId } = await loginOf(save(agent));
      const system = await agentOfNew(way, 'system');
      assert.equal((await loginOf(find(system, ServiceAuthId))).Password, sample.Password);
      const administrator = await agentOfNew(way, 'admin-all');
      const seen = await loginOf(find(administrator, ServiceAuthId));
      assert.deepEqual(seen, { ...sample, ServiceAuthId, Password: '' });
      for (const name of ['employee', 'external', 'admin-role'] as const) {
        const other = await agentOfNew(way, name);
        assert.equal(await resultOf(find(other, ServiceAuthId)), null, name);
        for (const id of [ServiceAuthId, 4711]) {
          const refused = save(other, { ServiceAuthId: id });
          await requireRefused(refused, 'SoIllegalOperationException', /^You are not permitted/);
        }
      }
    });

    it('are not changed by an administrator with fewer rights than the owner', async () => {
      const mighty = await agentOfNew(way, 'admin-all');
      const { ServiceAuthId } = await loginOf(save(mighty));
      const administrator = await agentOfNew(way, 'admin-users');
      assert.equal(await resultOf(find(administrator, ServiceAuthId)), null);
      for (const refused of [
        save(administrator, { ServiceAuthId }),
        administrator('DeleteServiceAuth', { ServiceAuthId }),
      ]) {
        await requireRefused(refused, 'SoIllegalOperationException', /^You are not permitted/);
      }
    });

    it('are changed by an administrator, who cannot send the password elsewhere', async () => {
      const { ServiceAuthId } = await loginOf(save(agent));
      const administrator = await agentOfNew(way, 'admin-users');
      const elsewhere = { ServiceAuthId, Server: 'evil.example.com' };
      const refused = save(administrator, { ...elsewhere, Password: '' });
      await requireRefused(refused, 'SoInvalidArgumentException', /^Password is missing/);
      assert.deepEqual(await loginOf(find(agent, ServiceAuthId)), { ...sample, ServiceAuthId });
      const changed = await loginOf(save(administrator, { ...elsewhere, Password: 'given' }));
      assert.equal(changed.Password, '');
      const kept = await loginOf(find(agent, ServiceAuthId));
      assert.deepEqual([kept.Server, kept.Password], ['evil.example.com', 'given']);
      const lost = save(administrator, { ServiceAuthId: 4711 });
      await requireRefused(lost, 'SoNotFoundException', /no login to a server with the id 4711/);
      const gone = administrator('DeleteServiceAuth', { ServiceAuthId: 4711 });
      await requireRefused(gone, 'SoNotFoundException', /no login to a server with the id 4711/);
      await resultOf(administrator('DeleteServiceAuth', { ServiceAuthId }));
    });

    it('have limits: 255 characters, and ports to 65535', async () => {
      const text = 'æ'.repeat(255);
      const texts = { Server: text, AuthType: text, Username: text, Password: text };
      const { ServiceAuthId } = await loginOf(save(agent, { ...texts, Port: 65_535 }));
      assert.equal((await loginOf(find(agent, ServiceAuthId))).Password, text);
      const events = await scene.eventsBy(owner);
      for (const [given, message] of [
        [{ Server: `${text}x` }, /^The server has 256 .* 255 at most/],
        [{ AuthType: `${text}x` }, /^The authentication type has 256/],
        [{ Username: `${text}x` }, /^The user name has 256/],
        [{ Password: `${text}x` }, /^The password has 256/],
        [{ Server: 'a\tb' }, /^The server must not contain control/],
        [{ Port: -1 }, /^The port -1 is not a number from 0 to 65535/],
        [{ Port: 65_536 }, /^The port 65536/],
      ] as const) {
        await requireRefused(save(agent, given), 'SoInvalidArgumentException', message);
      }
      const nothing = agent('SaveServiceAuth', { ServiceAuth: null });
      await requireRefused(nothing, 'SoInvalidArgumentException', /^ServiceAuth is missing/);
      assert.deepEqual(await scene.eventsBy(owner), events);
    });
  });
}

describe('logins to servers', () => {
  it('are limited to a number for each user', async () => {
    const agent = await agentOfNew('rest', 'employee');
    for (let count = 0; count < SERVICE_AUTHS_MAX; count += 1) await resultOf(save(agent));
    await requireRefused(save(agent), 'SoIllegalOperationException', /have 100 logins .* most/);
  });

  it('are sealed in the database, also from those who can write there', async () => {
    const [owner, thief] = [await scene.caller('employee'), await scene.caller('employee')];
    const Password = 'only-in-sealed-form';
    const { ServiceAuthId } = await loginOf(save(agentFor('rest', owner), { Password }));
    assert.ok(!(await scene.installation.readDatabase()).includes(Password));
    const database = scene.installation.openDatabase();
    try {
      const steal = database.prepare('update service_auths set associate_id = ? where id = ?');
      steal.run(thief.user.id, ServiceAuthId);
    } finally {
      database.close();
    }
    const outcome = await find(agentFor('soap', thief), ServiceAuthId).catch(String);
    assert.ok(!JSON.stringify(outcome).includes(Password));
    assert.ok(!JSON.stringify(outcome).includes('"result"'));
  });
});
