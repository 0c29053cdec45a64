/** Consents of tenants to applications, and system tokens. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { authorise } from '../../src/domain/actor.ts';
import type { ApplicationProfile } from '../../src/domain/applications/application.ts';
import { actorOf, assertRefused, byOperator, makeScene } from '../administration/scene.ts';
import { operator } from '../support/operator.ts';
import { TestInstallation } from '../support/test-installation.ts';

let installation: TestInstallation;
before(async () => {
  installation = await TestInstallation.create('online');
});
after(() => installation.close());

const administrator = byOperator('administer-consents');
let count = 0;

async function makeConsented(profile: Partial<ApplicationProfile> = {}) {
  const scene = await makeScene(installation);
  count += 1;
  const given = { agents: ['User'], serverToServer: true, ...profile };
  const application = await installation.addApplication(`Fjord Sync ${count}`, given);
  await scene.services.consents.give(administrator, application);
  return { ...scene, consents: scene.services.consents, application };
}

describe('A consent', () => {
  it('is missing, then given, then revoked', async () => {
    const { consents } = (await makeScene(installation)).services;
    const application = await installation.addApplication('States');
    assert.equal(await consents.stateOf(application), 'missing');
    assert.equal(await consents.revoke(administrator, application), false);
    assert.equal(await consents.give(administrator, application), true);
    assert.equal(await consents.give(administrator, application), false);
    assert.equal(await consents.stateOf(application), 'given');
    assert.equal(await consents.revoke(administrator, application), true);
    assert.equal(await consents.revoke(administrator, application), false);
    assert.equal(await consents.stateOf(application), 'revoked');
    assert.equal((await consents.list(byOperator('read-installation'))).length, 1);
  });

  it('counts at its own tenant only', async () => {
    const { application } = await makeConsented();
    const other = await makeScene(installation);
    assert.equal(await other.services.consents.stateOf(application), 'missing');
    assert.equal(await other.services.consents.systemTokenOf(application), null);
  });

  it('is given by administrators only', async () => {
    const { services, bo } = await makeConsented();
    const actor = await actorOf(services, bo);
    await assertRefused('not-permitted', [
      [async () => authorise(actor, 'administer-consents'), /admin-all/],
    ]);
  });

  it('cannot be given to an application that is not installed', async () => {
    const { services } = await makeScene(installation);
    const application = await installation.addApplication('Elsewhere', { tenantIds: [] });
    await assertRefused('conflict', [
      [() => services.consents.give(administrator, application), /not installed at Tenant/],
    ]);
  });

  it('needs approval again after the application was allowed more', async () => {
    const wider: readonly Partial<ApplicationProfile>[] = [
      { serverToServer: true },
      { agents: ['Person', 'User'] },
    ];
    for (const more of wider) {
      const { application, consents } = await makeConsented({ serverToServer: false });
      const { applicationAdministration, stores } = installation.registry;
      await applicationAdministration.change(operator, application.id, more);
      const changed = await stores.applications.find(application.id);
      assert.ok(changed);
      assert.equal(await consents.stateOf(changed), 'needs-reapproval');
      assert.equal(await consents.systemTokenOf(changed), null);
      await consents.give(administrator, changed);
      assert.equal(await consents.stateOf(changed), 'given');
      assert.equal(await consents.stateOf({ ...changed, agents: [] }), 'given');
    }
  });

  it('ends with the sessions of the system user', async () => {
    const { application, consents, services, bo } = await makeConsented();
    await services.stores.systemUsers.set(application.id, bo.id);
    const user = { address: '192.0.2.1', userAgent: null };
    const { ticket } = await services.sessions.start(bo, user);
    await consents.revoke(administrator, application);
    assert.equal(await services.stores.tickets.find(ticket.id), null);
  });
});

describe('A system token', () => {
  it('begins with the name of the application, and stays the same', async () => {
    const { application, consents } = await makeConsented();
    const token = await consents.systemTokenOf(application);
    assert.match(token ?? '', /^Fjord Sync \d+-[A-Za-z0-9]{10}$/);
    const renamed = { ...application, name: 'Other', agents: ['Person', 'User'] };
    await consents.give(administrator, renamed);
    assert.equal(await consents.systemTokenOf(renamed), token);
    assert.equal(await consents.checkSystemToken(renamed, token ?? ''), 'given');
  });

  it('is another one after a revocation', async () => {
    const { application, consents } = await makeConsented();
    const first = (await consents.systemTokenOf(application)) ?? '';
    await consents.revoke(administrator, application);
    assert.equal(await consents.systemTokenOf(application), null);
    assert.equal(await consents.checkSystemToken(application, first), 'revoked');
    await consents.give(administrator, application);
    assert.equal(await consents.checkSystemToken(application, first), 'wrong');
    assert.notEqual(await consents.systemTokenOf(application), first);
  });

  it('can come from elsewhere', async () => {
    const { application, consents } = await makeConsented();
    const old = 'Ticketoffice Sample-8k8Q7DmBgo';
    assert.equal(await consents.isGivenWith(application, old), false);
    assert.equal(await consents.give(administrator, application, old), true);
    assert.equal(await consents.give(administrator, application, old), false);
    assert.equal(await consents.isGivenWith(application, old), true);
    assert.equal(await consents.systemTokenOf(application), old);
    await assertRefused('invalid-argument', [
      [async () => consents.give(administrator, application, 'short'), /10 to 200 characters/],
      [async () => consents.give(administrator, application, ' leading space'), /no spaces/],
    ]);
  });

  it('is of one application and one tenant', async () => {
    const { application, consents } = await makeConsented();
    const other = await makeConsented();
    const token = (await consents.systemTokenOf(application)) ?? '';
    assert.equal(await other.consents.checkSystemToken(other.application, token), 'wrong');
    assert.equal(await other.consents.checkSystemToken(application, token), 'wrong');
    assert.equal(await consents.checkSystemToken(application, `${token}x`), 'wrong');
    assert.equal(await consents.checkSystemToken(application, ''), 'wrong');
  });

  it('is only for applications that may work without a person', async () => {
    const { application, consents } = await makeConsented({ serverToServer: false });
    assert.equal(await consents.systemTokenOf(application), null);
    assert.equal(await consents.showSystemToken(administrator, application), null);
    const { application: other, consents: others } = await makeConsented();
    const token = (await others.systemTokenOf(other)) ?? '';
    const lesser = { ...other, serverToServer: false };
    assert.equal(await others.checkSystemToken(lesser, token), 'wrong');
  });

  it('is not in the database as plain text', async () => {
    const { application, consents } = await makeConsented();
    const token = await consents.showSystemToken(administrator, application);
    assert.ok(token);
    assert.equal((await installation.readDatabase()).includes(token), false);
  });
});
