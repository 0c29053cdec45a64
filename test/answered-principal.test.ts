/**
 * The server keeps the text of a principal between the logins of a user. Each change of the user,
 * the person, the role, the licences and the groups shows in the answer to the next login.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { TenantStores } from '../src/domain/installation.ts';
import { createPerson } from '../src/domain/persons/person.ts';
import type { Associate } from '../src/domain/users/associate.ts';
import type { TenantRegistry } from '../src/tenant-services.ts';
import {
  sampleGroup,
  sampleModule,
  sampleOwner,
  sampleRight,
  sampleRole,
} from './conformance/samples.ts';
import { messageOf, operations } from './support/service-calls.ts';
import { post } from './support/soap-messages.ts';
import { addUser, TestInstallation } from './support/test-installation.ts';

const caller = { address: '192.0.2.1', userAgent: 'test' };

let installation: TestInstallation;
/** Another process on the same database. */
let elsewhere: TenantRegistry;
let url = '';
let user: Associate;
let token = '';

before(async () => {
  installation = await TestInstallation.create('onsite');
  url = await installation.serve();
  elsewhere = await installation.openAgain();
  const services = await installation.servicesOf();
  const { persons } = services.stores;
  const { id: personId } = await persons.add(createPerson({ lastName: 'Berg' }));
  user = await addUser(services, 'anna', null, { personId });
  const session = await services.sessions.start(user, caller);
  const asked = { application: null, includeCsSession: false, origin: 'soap' } as const;
  token = await services.accessTokens.issue(session, asked, caller);
});
after(() => installation.close());

/** The principal in the answer to a login, as text. */
async function answered(): Promise<string> {
  const message = messageOf({ service: 'SoPrincipal', body: operations.byAccessToken(token) });
  const { text } = await post(url, message, { path: '/Remote/Services88/SoPrincipal.svc' });
  const [, principal] = /:Response>(.*)<\/\w+:Response>/s.exec(text) ?? [];
  assert.ok(principal, text);
  return principal;
}

type Change = (stores: TenantStores, mark: string) => Promise<unknown>;

/** Each change makes the mark a part of the principal. */
const CHANGES: Readonly<Record<string, Change>> = {
  'the name of the user': async ({ associates }, mark) => {
    const found = await associates.find(user.id);
    assert.ok(found);
    await associates.update(user.id, { ...found, name: mark });
  },
  'the person of the user': async ({ persons }, mark) => {
    const [person] = await persons.findAll([user.personId]);
    assert.ok(person);
    await persons.update({ ...person, lastName: mark });
  },
  'the role of the user': async ({ associates, roles }, mark) => {
    const found = await associates.find(user.id);
    assert.ok(found);
    const { id: roleId } = await roles.add(sampleRole({ name: mark }));
    await associates.update(user.id, { ...found, roleId });
  },
  'a field of the role': async ({ associates, roles }, mark) => {
    const role = await roles.find((await associates.find(user.id))?.roleId ?? 0);
    assert.ok(role);
    await roles.update({ ...role, tooltip: mark });
  },
  'the rights of the role': async ({ associates, roles }, mark) => {
    const { id } = await roles.addRight(sampleRight(mark));
    await roles.setRightIds((await associates.find(user.id))?.roleId ?? 0, [id]);
  },
  'a licence of the user': async ({ licences }, mark) => {
    const owner = await licences.addOwner(sampleOwner(`${mark} owner`));
    const licence = await licences.addModule(sampleModule(owner.id, mark, { kind: 'user' }));
    await licences.assign(user.id, licence.id);
  },
  'the owner of a licence': async ({ licences }, mark) => {
    const owner = (await licences.listOwners()).at(-1);
    assert.ok(owner);
    await licences.updateOwner({ ...owner, description: mark });
  },
  'the group of the user': async ({ associates, groups }, mark) => {
    const found = await associates.find(user.id);
    assert.ok(found);
    const { id } = await groups.add(sampleGroup(mark));
    await associates.update(user.id, { ...found, groupId: id });
  },
  'the members of a group': async ({ associates, groups }, mark) => {
    const found = await associates.find(user.id);
    assert.ok(found);
    const { id } = await groups.add(sampleGroup(mark));
    await groups.moveMembers(found.groupId, id);
  },
};

describe('an answer to a login shows a change of', () => {
  let marks = 0;
  for (const place of ['here', 'in another process']) {
    for (const [what, change] of Object.entries(CHANGES)) {
      it(`${what}, ${place}`, async () => {
        const registry = place === 'here' ? installation.registry : elsewhere;
        const tenant = await registry.stores.tenants.find('');
        assert.ok(tenant);
        marks += 1;
        const mark = `changed ${marks}`;
        const before = await answered();
        assert.equal(await answered(), before);
        await change(registry.of(tenant).stores, mark);
        const now = await answered();
        assert.notEqual(now, before);
        // The answer names groups by their ids only.
        if (!what.includes('group')) assert.ok(now.includes(mark), now);
        assert.equal(await answered(), now);
      });
    }
  }
});
