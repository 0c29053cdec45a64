/** Checks of links for new passwords. */
import assert from 'node:assert/strict';
import { assertFails, type TenantCheck } from './check.ts';
import { addSampleAssociate, NO_SUCH_ID, NOW_MS, sampleReset } from './samples.ts';

export function checkPasswordResets(check: TenantCheck): void {
  check('a user has at most one link, which keeps all fields', async ({ stores, reopen }) => {
    const { id } = await addSampleAssociate(stores);
    await stores.passwordResets.set(sampleReset(id));
    const second = sampleReset(id, { tokenHash: 'second', email: 'a@b.c', expiresAtMs: 1 });
    await stores.passwordResets.set(second);
    const { passwordResets } = await reopen();
    assert.equal(await passwordResets.find('token'), null);
    assert.deepEqual(await passwordResets.find('second'), second);
    assert.equal(await passwordResets.remove(id), true);
    assert.equal(await passwordResets.remove(id), false);
    assert.equal(await passwordResets.find('second'), null);
  });

  check('a link is removed with its user, who must exist', async ({ stores }) => {
    const { id } = await addSampleAssociate(stores);
    await stores.passwordResets.set(sampleReset(id));
    await stores.associates.remove(id, NOW_MS);
    assert.equal(await stores.passwordResets.find('token'), null);
    const setting = stores.passwordResets.set(sampleReset(NO_SUCH_ID));
    await assertFails(setting, 'not-found', new RegExp(`no user ${NO_SUCH_ID}`));
  });

  check('expired links are removed in steps', async ({ stores, all }) => {
    const anna = await addSampleAssociate(stores);
    const others = ['bo', 'cy', 'di'].map((name) =>
      stores.associates.add({ ...anna, name }, null, NOW_MS),
    );
    const ids = [anna.id, ...(await Promise.all(others)).map(({ id }) => id)];
    for (const [index, id] of ids.entries()) {
      const expiresAtMs = NOW_MS - 1 + index;
      await stores.passwordResets.set(sampleReset(id, { tokenHash: `${index}`, expiresAtMs }));
    }
    assert.equal(await all.expired.removePasswordResets(NOW_MS + 1, 2), 2);
    assert.equal(await all.expired.removePasswordResets(NOW_MS + 1, 2), 1);
    assert.equal(await all.expired.removePasswordResets(NOW_MS + 1, 2), 0);
    assert.equal((await stores.passwordResets.find('3'))?.associateId, ids[3]);
  });
}
