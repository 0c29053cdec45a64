import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseRoute, printRoute, type Route } from './route.ts';

it('reads what it has printed', () => {
  const routes: readonly Route[] = [
    { page: 'overview', key: '', filters: {} },
    { page: 'users', key: '5', filters: { tenant: 'Cust1' } },
    { page: 'call', key: 'User/GetAccessToken', filters: { search: 'a&b=c #?/å' } },
  ];
  for (const route of routes) assert.deepEqual(parseRoute(printRoute(route)), route);
});

it('leaves out empty filters', () => {
  const filters = { user: '', outcome: 'refused' };
  assert.equal(printRoute({ page: 'journal', key: '', filters }), '#/journal?outcome=refused');
});

it('takes an empty address as that of the overview', () => {
  for (const hash of ['', '#/']) {
    assert.deepEqual(parseRoute(hash), { page: 'overview', key: '', filters: {} });
  }
});

it('takes the secret of a link for no page', () => {
  assert.equal(parseRoute('#c3VwZXItc2VjcmV0'), null);
});

it('reads an address with a broken escape', () => {
  assert.equal(parseRoute('#/users/%E0%A4%A')?.key, '%E0%A4%A');
});
