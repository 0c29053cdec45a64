/** Checks of the keys that seal access tokens. */
import assert from 'node:assert/strict';
import type { Check } from './check.ts';
import { NOW_MS, sampleTokenKey } from './samples.ts';

export function checkTokenKeys(check: Check): void {
  check('a key keeps all fields, and keys are ordered by id', async (opened) => {
    const added = [3, 2 ** 32 - 1, 20, 100].map((id) => sampleTokenKey(id, { createdAtMs: -id }));
    for (const key of added) assert.equal(await opened.stores.keys.add(key), true);
    const stored = await (await opened.reopen()).keys.list();
    assert.deepEqual(
      stored.map((key) => ({ ...key, sealed: Uint8Array.from(key.sealed) })),
      added.toSorted((one, other) => one.id - other.id),
    );
  });

  check('an id that several callers want is given to one of them', async ({ stores }) => {
    const keys = [1, 2, 3, 4, 5].map((createdAtMs) => sampleTokenKey(7, { createdAtMs }));
    const taken = await Promise.all(keys.map((key) => stores.keys.add(key)));
    assert.equal(taken.filter(Boolean).length, 1);
    const [kept, ...others] = await stores.keys.list();
    assert.deepEqual(others, []);
    assert.equal(kept?.createdAtMs, keys[taken.indexOf(true)]?.createdAtMs);
  });

  check('retiring a key erases its sealed part', async ({ stores: { keys } }) => {
    for (const id of [1, 2]) await keys.add(sampleTokenKey(id));
    assert.equal(await keys.retire(3, NOW_MS), false);
    assert.equal(await keys.retire(1, NOW_MS + 5), true);
    assert.equal(await keys.retire(1, NOW_MS + 6), false);
    const told = (await keys.list()).map((key) => [key.retiredAtMs, key.sealed.length]);
    assert.deepEqual(told, [
      [NOW_MS + 5, 0],
      [null, 6],
    ]);
  });

  check('removing a key keeps the others', async ({ stores: { keys } }) => {
    for (const id of [1, 2]) await keys.add(sampleTokenKey(id));
    assert.equal(await keys.remove(3), false);
    assert.equal(await keys.remove(1), true);
    assert.equal(await keys.remove(1), false);
    assert.deepEqual(
      (await keys.list()).map(({ id }) => id),
      [2],
    );
  });
}
