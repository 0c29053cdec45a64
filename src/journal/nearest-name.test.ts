import assert from 'node:assert/strict';
import { it } from 'node:test';
import { nearestName } from './nearest-name.ts';

const KNOWN = ['GetAccessToken', 'GetRole', 'GetRoles'];

it('finds a name that is misspelt, or written in another case', () => {
  assert.equal(nearestName('GetAcessToken', KNOWN), 'GetAccessToken');
  assert.equal(nearestName('getrole', KNOWN), 'GetRole');
  assert.equal(nearestName('GtRoles', KNOWN), 'GetRoles');
});

it('finds nothing for a name that is not similar, empty or very long', () => {
  assert.equal(nearestName('SaveUser', KNOWN), null);
  assert.equal(nearestName('', KNOWN), null);
  assert.equal(nearestName('x', KNOWN), null);
  assert.equal(nearestName('GetRole'.repeat(100), KNOWN), null);
});
