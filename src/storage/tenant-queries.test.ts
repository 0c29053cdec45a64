import assert from 'node:assert/strict';
import { it } from 'node:test';
import { addTenant, onsiteTenant } from '../domain/tenants/tenant.ts';
import { openInMemory } from './sqlite/memory-database.ts';
import { createStores } from './stores.ts';
import { PreparedIdsQuery, type TenantScope } from './tenant-queries.ts';

it('a query for several ids is compiled once for each power of two', async (context) => {
  const opened = await openInMemory();
  const stores = createStores(opened);
  context.after(() => stores.close());
  const { id: tenantId } = await stores.transaction((inside) =>
    addTenant(inside, onsiteTenant(''), 0),
  );
  const known = (await stores.ofTenant(tenantId).roles.list()).map(({ id }) => id);
  const build = context.mock.fn((tenant: TenantScope, ids: readonly number[]) =>
    tenant.selectFrom('roles').select('id').where('id', 'in', ids).orderBy('id'),
  );
  const query = new PreparedIdsQuery(build);
  const find = async (ids: readonly number[]) =>
    (await query.execute(opened.db, tenantId, ids)).map(({ id }) => id);
  const compiledBy = async (ids: readonly number[], found: readonly number[]) => {
    const before = build.mock.callCount();
    assert.deepEqual(await find(ids), found);
    return build.mock.callCount() - before;
  };
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = known.toSorted((one, other) => one - other);
  assert.equal(await compiledBy([b], [b]), 1);
  assert.equal(await compiledBy([a, b, c], [a, b, c]), 1);
  assert.equal(await compiledBy([e, e, d, c], [c, d, e]), 0);
  assert.equal(await compiledBy([a, b, c, d, e], [a, b, c, d, e]), 1);
  assert.equal(await compiledBy([-1, -2, -3], []), 0);
  const many = Array.from({ length: 32_000 }, (_, index) => index + a);
  assert.deepEqual(
    await find(many),
    known.toSorted((one, other) => one - other),
  );
  assert.deepEqual(await query.execute(opened.db, tenantId + 1, [a]), []);
});
