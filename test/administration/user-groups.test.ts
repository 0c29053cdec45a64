/** Operations on user groups, and their refusals. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { UserGroup } from '../../src/domain/groups/user-group.ts';
import { assertFails } from '../conformance/check.ts';
import { NO_SUCH_ID } from '../conformance/samples.ts';
import { TestInstallation } from '../support/test-installation.ts';
import { assertRefused, byOperator, makeScene } from './scene.ts';

let installation: TestInstallation;
before(async () => {
  installation = await TestInstallation.create('online');
});
after(() => installation.close());

const change = byOperator('change-groups');
const look = byOperator('read-lists');

function groupOf(changes: Partial<UserGroup> = {}): UserGroup {
  return { id: 0, name: 'Ærø', tooltip: '', rank: 9, isDeleted: false, ...changes };
}

describe('User groups', () => {
  it('are listed by rank and name, deleted ones only on request', async () => {
    const { services } = await makeScene(installation);
    await services.groups.remove(change, 3, 0);
    const list = async (includeDeleted: boolean) =>
      (await services.groups.list(look, { includeDeleted })).map(({ id }) => id);
    assert.deepEqual(await list(false), [1, 2, 4, 5]);
    assert.deepEqual(await list(true), [1, 2, 3, 4, 5]);
    assert.equal((await services.groups.find(look, 3))?.isDeleted, true);
    assert.equal(await services.groups.find(look, NO_SUCH_ID), null);
    const several = await services.groups.findAll(look, [5, NO_SUCH_ID, 1, 5]);
    assert.deepEqual(
      several.map(({ id }) => id),
      [5, 1, 5],
    );
    assert.deepEqual(await services.groups.draft(change), groupOf({ name: '', rank: 6 }));
  });

  it('are saved with unique names, within limits', async () => {
    const { services } = await makeScene(installation);
    const added = await services.groups.save(change, groupOf());
    assert.deepEqual(await services.groups.find(look, 6), added);
    const save = (changes: Partial<UserGroup>) => () =>
      services.groups.save(change, groupOf(changes));
    await assertRefused('conflict', [
      [save({ name: 'ÆRØ' }), /named ÆRØ already/],
      [save({ id: 1, name: 'sales' }), /named sales already/],
    ]);
    await assertFails(save({ id: NO_SUCH_ID })(), 'not-found', /List groups/);
    await assertRefused('invalid-argument', [
      [save({ name: ' ' }), /must not be empty/],
      [save({ name: 'a'.repeat(240) }), /239 at most/],
      [save({ tooltip: 'a'.repeat(255) }), /254 at most/],
      [save({ rank: -32_769 }), /rank -32769/],
    ]);
  });

  it('are deleted after their members got another group', async () => {
    const { services, bo } = await makeScene(installation);
    await services.stores.associates.update(bo.id, {
      ...bo,
      groupId: 2,
      secondaryGroupIds: [3, 4],
    });
    await services.groups.remove(change, 3, 4);
    await services.groups.remove(change, 2, 5);
    const moved = await services.stores.associates.find(bo.id);
    assert.deepEqual([moved?.groupId, moved?.secondaryGroupIds], [5, [4]]);
    await assertFails(services.groups.remove(change, 2, 5), 'not-found', /no group 2/);
    const restored = await services.groups.save(change, groupOf({ id: 2 }));
    assert.equal(restored.isDeleted, false);
  });

  it('are deleted only with a valid replacement', async () => {
    const { services } = await makeScene(installation);
    await services.groups.remove(change, 5, 0);
    const remove = (replacementId: number) => () =>
      services.groups.remove(change, 1, replacementId);
    await assertRefused('invalid-argument', [
      [remove(0), /none was given/],
      [remove(NO_SUCH_ID), /no group 2000000000/],
      [remove(1), /cannot replace itself/],
      [remove(5), /is deleted/],
      [() => services.groups.save(change, groupOf({ id: 1, isDeleted: true })), /none was given/],
    ]);
    assert.equal((await services.groups.find(look, 1))?.name, 'Administration');
    await assertFails(services.groups.remove(change, NO_SUCH_ID, 1), 'not-found', /List groups/);
  });

  it('cannot all be deleted, because every user needs one', async () => {
    const { services } = await makeScene(installation);
    for (const id of [2, 3, 4, 5]) await services.groups.remove(change, id, 0);
    await assertFails(services.groups.remove(change, 1, 2), 'conflict', /the last one/);
  });
});
