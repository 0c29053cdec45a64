/** Operators' changes to tenants and applications, and their refusals. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { authorise } from '../../src/domain/actor.ts';
import { assertFails } from '../conformance/check.ts';
import { NO_SUCH_ID, sampleApplication } from '../conformance/samples.ts';
import { operator } from '../support/operator.ts';
import { TestInstallation } from '../support/test-installation.ts';
import { actorOf, assertRefused, makeScene } from './scene.ts';

let installation: TestInstallation;
before(async () => {
  installation = await TestInstallation.create('online');
});
after(() => installation.close());

it('No user can administer the installation unless the role has the type system', async () => {
  const { services, anna } = await makeScene(installation);
  const actor = await actorOf(services, anna);
  for (const permission of ['administer-installation', 'change-licences'] as const) {
    assert.throws(() => authorise(actor, permission), /Only an operator may do this/);
    const system = await actorOf(services, { ...anna, roleId: 12 });
    assert.equal(authorise(system, permission), system);
    assert.equal(authorise({ kind: 'system' }, permission).kind, 'system');
  }
});

describe('Tenants', () => {
  it('have valid and unique names', async () => {
    const { tenants } = installation.registry;
    const add =
      (contextIdentifier: string, companyName = '') =>
      () =>
        tenants.add(operator, { contextIdentifier, companyName });
    await assertRefused('invalid-argument', [
      [add(''), /1 to 32 letters/],
      [add('all'), /stands for all tenants/],
      [add('Remote'), /addresses that begin with it/],
      [add('Fjord', 'a'.repeat(201)), /200 at most/],
      [() => tenants.rename(operator, 'Fjord', 'a\u0007'), /control characters/],
    ]);
    await add('Fjord')();
    await assertFails(add('FJORD')(), 'conflict', /"FJORD" already/);
    await tenants.rename(operator, 'fjord', 'Ærø AS');
    const found = await installation.registry.stores.tenants.find('Fjord');
    assert.equal(found?.companyName, 'Ærø AS');
  });

  it('are suspended at most once, and must exist', async () => {
    const { tenants, stores, clock } = installation.registry;
    await tenants.add(operator, { contextIdentifier: 'Bay', companyName: '' });
    await tenants.suspend(operator, 'Bay');
    await tenants.suspend(operator, 'Bay');
    const suspended = await stores.tenants.find('Bay');
    assert.ok((suspended?.suspendedAtMs ?? 0) <= clock.now());
    await tenants.resume(operator, 'Bay');
    await tenants.remove(operator, 'Bay');
    await assertRefused('not-found', [
      [() => tenants.rename(operator, 'Bay', ''), /List tenants/],
      [() => tenants.suspend(operator, 'Bay'), /List tenants/],
      [() => tenants.resume(operator, 'Bay'), /List tenants/],
      [() => tenants.remove(operator, 'Bay'), /List tenants/],
    ]);
  });

  it('that were removed cannot be changed', async () => {
    const { services, bo, by } = await makeScene(installation);
    const actor = await by('administer-users');
    await installation.registry.tenants.remove(operator, services.tenant.contextIdentifier);
    await assertFails(services.users.enable(actor, bo.id), 'not-found', /no tenant/);
  });
});

describe('Applications', () => {
  it('have valid names and client ids', async () => {
    const { applicationAdministration: applications } = installation.registry;
    const add =
      (name: string, changes = {}) =>
      () =>
        applications.add(operator, sampleApplication(name, changes), name);
    await assertRefused('invalid-argument', [
      [add(''), /must not be empty/],
      [add('a'.repeat(101), { clientId: 'a' }), /100 at most/],
      [add('Sync', { clientId: 'with space' }), /client id/],
    ]);
    const { id } = await add('Sync')();
    await assertFails(add('SYNC', { clientId: 'b' })(), 'conflict', /SYNC/);
    await assertFails(applications.change(operator, id, { name: '' }), 'invalid-argument', /empty/);
    await applications.change(operator, id, { agents: ['User'] });
    await applications.addToken(operator, id, 'second');
    assert.equal(await applications.endOldTokens(operator, id), 1);
    await applications.disable(operator, id);
    await applications.enable(operator, id);
    await applications.remove(operator, id);
  });

  it('must exist, and so must their system users', async () => {
    const { applicationAdministration: applications } = installation.registry;
    const { services, bo } = await makeScene(installation);
    const works = [
      () => applications.change(operator, NO_SUCH_ID, {}),
      () => applications.addToken(operator, NO_SUCH_ID, 'x'),
      () => applications.endOldTokens(operator, NO_SUCH_ID),
      () => applications.disable(operator, NO_SUCH_ID),
      () => applications.enable(operator, NO_SUCH_ID),
      () => applications.remove(operator, NO_SUCH_ID),
      () => applications.setSystemUser(operator, services.tenant, NO_SUCH_ID, bo.id),
      () => applications.removeSystemUser(operator, services.tenant, NO_SUCH_ID),
    ];
    for (const work of works) await assertFails(work(), 'not-found', /no application/);
    const { id } = await installation.addApplication('System');
    const nobody = applications.setSystemUser(operator, services.tenant, id, NO_SUCH_ID);
    await assertFails(nobody, 'not-found', /2000000000/);
    await applications.setSystemUser(operator, services.tenant, id, bo.id);
    assert.equal(await applications.removeSystemUser(operator, services.tenant, id), true);
    assert.equal(await applications.removeSystemUser(operator, services.tenant, id), false);
  });
});
