import assert from 'node:assert/strict';
import { it } from 'node:test';
import { cachedByService } from './cached-by-service.ts';
import { soPrincipalService } from './services88/so-principal.ts';
import { userService } from './services88/user.ts';

it('makes a text once for each service, at the first request', () => {
  const made: string[] = [];
  const textOf = cachedByService(({ name }) => {
    made.push(name);
    return `${name}, number ${made.length}`;
  });
  assert.deepEqual(made, []);
  const texts = [userService, soPrincipalService, userService].map(textOf);
  assert.deepEqual(texts, ['User, number 1', 'SoPrincipal, number 2', 'User, number 1']);
});
