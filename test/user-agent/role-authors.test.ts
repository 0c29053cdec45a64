/** What a role tells of the users who created and changed it. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { noDetails } from '../../src/domain/users/associate.ts';
import { administratorRoleId } from '../support/test-installation.ts';
import { type Agent, agentOf, resultOf, ways } from '../support/user-agent-calls.ts';
import { type SceneCaller, UserAgentScene } from '../support/user-agent-scene.ts';

let scene: UserAgentScene;
before(async () => {
  scene = await UserAgentScene.create();
});
after(() => scene.close());

/** Adds an administrator with a value in every field that an `Associate` has. */
async function addAuthor(): Promise<SceneCaller> {
  const author = await scene.addCaller({
    roleId: administratorRoleId,
    tooltip: 'tip',
    rank: -7,
    userName: scene.name('login'),
  });
  await scene.giveCsUser(author.user);
  const fields = new Map([['[a].[b]', 'for administrators only']]);
  const details = { ...noDetails, extraFields: fields, customFields: fields };
  await scene.services.stores.associates.setDetails(author.user.id, details);
  return author;
}

for (const way of ways) {
  describe(`the users of a role by ${way}`, () => {
    const agentWith = (ticket: string): Agent => agentOf(way, { url: scene.url, ticket });

    it('have the fields that everybody may read', async () => {
      const { user, ticket } = await addAuthor();
      const author = agentWith(ticket);
      const RoleEntity = {
        ...Object(await resultOf(author('CreateDefaultRoleEntity'))),
        Name: scene.name('Role'),
      };
      const { RoleId } = Object(await resultOf(author('SaveRoleEntity', { RoleEntity })));
      const agent = agentWith((await scene.caller('admin-all')).ticket);
      const read = async () =>
        Object(await resultOf(agent('GetRoleEntity', { RoleEntityId: RoleId })));
      const expected = {
        TableRight: null,
        FieldProperties: null,
        AssociateId: user.id,
        Name: user.name,
        PersonId: user.personId,
        Rank: -7,
        Tooltip: 'tip',
        Type: 'InternalAssociate',
        GroupIdx: 1,
        FullName: user.fullName,
        FormalName: user.fullName,
        Deleted: false,
        EjUserId: user.id,
        UserName: user.name,
        ExtraFields: null,
        CustomFields: null,
      };
      const { CreatedBy, UpdatedBy } = await read();
      assert.deepEqual([CreatedBy, UpdatedBy], [expected, expected]);
      await resultOf(agent('MakeRetired', { AssociateId: user.id, Retired: true }));
      assert.deepEqual((await read()).UpdatedBy, { ...expected, Deleted: true });
    });
  });
}
