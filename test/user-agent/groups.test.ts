/** The User agent's operations on user groups, by SOAP and REST. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  type Agent,
  agentOf,
  requireRefused,
  resultOf,
  ways,
} from '../support/user-agent-calls.ts';
import { type SceneCaller, UserAgentScene } from '../support/user-agent-scene.ts';

let scene: UserAgentScene;
before(async () => {
  scene = await UserAgentScene.create();
});
after(() => scene.close());

interface Group {
  readonly Id: number;
  readonly Value: string;
  readonly Tooltip: string;
  readonly Rank: number;
  readonly Deleted: boolean;
}

for (const way of ways) {
  describe(`user groups by ${way}`, () => {
    let administrator: SceneCaller;
    let agent: Agent;
    before(async () => {
      administrator = await scene.caller('admin-all');
      agent = agentOf(way, { url: scene.url, ticket: administrator.ticket });
    });

    const groupOf = async (call: ReturnType<Agent>): Promise<Group> => {
      const {
        TableRight: _right,
        FieldProperties: _fields,
        ...group
      } = Object(await resultOf(call));
      return group;
    };
    const save = (group: object) => agent('SaveUserGroup', { UserGroup: group });
    const saved = (group: object = {}) => groupOf(save({ Value: scene.name('Saved'), ...group }));
    const find = (UserGroupId: number) => agent('GetUserGroup', { UserGroupId });
    const remove = (UserGroupToDelete: number, UserGroupToMoveTo = 0) =>
      agent('DeleteUserGroup', { UserGroupToDelete, UserGroupToMoveTo });
    const idsOf = async (call: ReturnType<Agent>) =>
      (Object(await resultOf(call)) as readonly Group[]).map(({ Id }) => Id);

    it('are created with the next rank, and stored only by saving', async () => {
      const stored = await scene.services.stores.groups.list();
      const draft = await groupOf(agent('CreateUserGroup'));
      const rank = Math.max(...stored.map((group) => group.rank)) + 1;
      assert.deepEqual(draft, { Value: '', Tooltip: '', Id: 0, Rank: rank, Deleted: false });
      assert.deepEqual(await scene.services.stores.groups.list(), stored);
      const Value = scene.name('Støtte');
      const group = await groupOf(save({ ...draft, Value, Tooltip: 'Helps' }));
      assert.deepEqual(group, { ...draft, Id: group.Id, Value, Tooltip: 'Helps' });
      assert.deepEqual(await groupOf(find(group.Id)), group);
      await resultOf(remove(group.Id));
    });

    it('are null for an unknown id, which a list omits', async () => {
      for (const id of [0, -1, 4711]) assert.equal(await resultOf(find(id)), null);
      const list = (UserGroupIds: readonly number[] | null) =>
        idsOf(agent('GetUserGroupList', { UserGroupIds }));
      assert.deepEqual(await list([3, 4711, 1, 0, 3]), [3, 1, 3]);
      assert.deepEqual(await list([]), []);
      assert.deepEqual(await list(null), []);
    });

    it('are listed by rank and then by name, deleted ones on request', async () => {
      const [b, a, gone] = [
        await saved({ Value: `b ${way}`, Rank: -7 }),
        await saved({ Value: `A ${way}`, Rank: -7 }),
        await saved({ Rank: -8 }),
      ];
      await resultOf(remove(gone.Id));
      const list = (IncludeDeleted: boolean) =>
        idsOf(agent('GetAllUserGroups', { IncludeDeleted }));
      assert.deepEqual((await list(false)).slice(0, 2), [a.Id, b.Id]);
      const all = await list(true);
      assert.ok(all.indexOf(gone.Id) < all.indexOf(a.Id));
      for (const { Id } of [a, b]) await resultOf(remove(Id));
    });

    it('are changed field by field, and not updated if nothing changed', async () => {
      const group = await saved();
      const changed = await groupOf(save({ ...group, Value: `New ${group.Value}`, Rank: 3 }));
      assert.deepEqual(changed, { ...group, Value: `New ${group.Value}`, Rank: 3 });
      const events = await scene.eventsBy(administrator);
      const event = { action: 'group-changed', groupId: group.Id, name: changed.Value };
      assert.deepEqual(events.at(-1), { ...event, fields: 'name rank' });
      assert.deepEqual(await groupOf(save(changed)), changed);
      assert.deepEqual(await scene.eventsBy(administrator), events);
      const cased = await groupOf(save({ ...changed, Value: changed.Value.toUpperCase() }));
      assert.equal(cased.Value, changed.Value.toUpperCase());
    });

    it('have unique names, case-insensitive and including deleted groups', async () => {
      const [group, gone] = [await saved(), await saved()];
      await resultOf(remove(gone.Id));
      for (const { Value } of [group, gone]) {
        for (const attempt of [
          save({ Value: Value.toUpperCase() }),
          save({ ...(await saved()), Value }),
        ]) {
          const message = /^There is a group named .+ already, which may be a deleted one/;
          await requireRefused(attempt, 'SoIllegalOperationException', message);
        }
      }
    });

    it('have a name of 239 characters and a tooltip of 254 at most', async () => {
      const name = scene.name('').padEnd(239, 'å');
      const group = await saved({ Value: name.trim(), Tooltip: 'ø'.repeat(254) });
      assert.equal(group.Tooltip.length, 254);
      for (const [given, message] of [
        [{ Value: 'a'.repeat(240) }, /has 240 characters\. It may have 239 at most/],
        [{ Tooltip: 'a'.repeat(255) }, /has 255 characters\. It may have 254/],
        [{ Value: '' }, /must not be empty/],
        [{ Value: null }, /must not be empty/],
        [{ Value: 'a ' }, /no spaces at its ends/],
      ] as const) {
        const refused = save({ Value: 'a', ...given });
        await requireRefused(refused, 'SoInvalidArgumentException', message);
      }
      const nothing = agent('SaveUserGroup', { UserGroup: null });
      await requireRefused(nothing, 'SoInvalidArgumentException', /^UserGroup is missing/);
      const lost = save({ Id: 4711, Value: 'Lost' });
      await requireRefused(lost, 'SoNotFoundException', /^There is no group 4711/);
    });

    it('are deleted by the Deleted mark, and restored without it', async () => {
      const group = await saved();
      const user = await scene.addUser({ groupId: group.Id });
      const refused = save({ ...group, Deleted: true });
      await requireRefused(refused, 'SoInvalidArgumentException', /another group: none was given/);
      await scene.services.stores.associates.update(user.id, { ...user, groupId: 1 });
      assert.equal((await groupOf(save({ ...group, Deleted: true }))).Deleted, true);
      assert.deepEqual(await groupOf(save(group)), group);
    });

    it('give each member the other group once when they are deleted', async () => {
      const [group, other] = [await saved(), await saved()];
      const profiles = [
        [{ groupId: group.Id }, [other.Id, []]],
        [{ groupId: 1, secondaryGroupIds: [group.Id] }, [1, [other.Id]]],
        [{ groupId: 1, secondaryGroupIds: [group.Id, other.Id] }, [1, [other.Id]]],
        [{ groupId: group.Id, secondaryGroupIds: [other.Id] }, [other.Id, []]],
        [{ groupId: other.Id, secondaryGroupIds: [group.Id] }, [other.Id, []]],
      ] as const;
      const users = [];
      for (const [profile] of profiles) users.push(await scene.addUser(profile));
      assert.equal(await resultOf(remove(group.Id, other.Id)), undefined);
      const { associates } = scene.services.stores;
      for (const [index, [, expected]] of profiles.entries()) {
        const moved = await associates.find(users[index]?.id ?? 0);
        assert.deepEqual([moved?.groupId, moved?.secondaryGroupIds], expected);
      }
      assert.equal((await groupOf(find(group.Id))).Deleted, true);
      await requireRefused(remove(group.Id), 'SoNotFoundException', /^There is no group/);
    });

    it('move members for whom neither group is the primary one', async () => {
      const [group, other] = [await saved(), await saved()];
      const user = await scene.addUser({ groupId: 1, secondaryGroupIds: [group.Id] });
      await resultOf(remove(group.Id, other.Id));
      const moved = await scene.services.stores.associates.find(user.id);
      assert.deepEqual(moved?.secondaryGroupIds, [other.Id]);
    });

    it('are only deleted with a valid group for their members', async () => {
      const [group, gone] = [await saved(), await saved()];
      await resultOf(remove(gone.Id));
      await scene.addUser({ groupId: 1, secondaryGroupIds: [group.Id] });
      for (const [id, message] of [
        [0, /none was given/],
        [4711, /there is no group 4711/],
        [group.Id, /it cannot replace itself/],
        [gone.Id, /is deleted/],
      ] as const) {
        await requireRefused(remove(group.Id, id), 'SoInvalidArgumentException', message);
      }
      await requireRefused(remove(4711), 'SoNotFoundException', /^There is no group 4711/);
    });
  });
}

describe('the last user group', () => {
  it('cannot be deleted', async () => {
    const alone = await UserAgentScene.create();
    try {
      const { ticket } = await alone.caller('admin-lists');
      for (const id of [2, 3, 4, 5]) {
        const agent = agentOf('rest', { url: alone.url, ticket });
        const request = { UserGroupToDelete: id, UserGroupToMoveTo: 1 };
        assert.equal(await resultOf(agent('DeleteUserGroup', request)), undefined);
      }
      for (const way of ways) {
        const agent = agentOf(way, { url: alone.url, ticket });
        for (const attempt of [
          agent('DeleteUserGroup', { UserGroupToDelete: 1, UserGroupToMoveTo: 2 }),
          agent('SaveUserGroup', { UserGroup: { Id: 1, Value: 'Administration', Deleted: true } }),
        ]) {
          await requireRefused(
            attempt,
            'SoIllegalOperationException',
            /is the last one, and every/,
          );
        }
      }
    } finally {
      await alone.close();
    }
  });
});
