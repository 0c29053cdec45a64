import assert from 'node:assert/strict';
import { it } from 'node:test';
import { SecretNumbers } from './secret-numbers.ts';

it('gives the same secret the same name, whatever it is called', () => {
  const numbers = new SecretNumbers();
  assert.equal(numbers.nameOf('7T:a', 'ticket'), '{{ticket 1}}');
  assert.equal(numbers.nameOf('7T:b', 'ticket'), '{{ticket 2}}');
  assert.equal(numbers.nameOf('secret', 'password'), '{{password 1}}');
  assert.equal(numbers.nameOf(' 7T:a ', 'password'), '{{ticket 1}}');
});

it('forgets the oldest secrets, and never uses a number again', () => {
  const numbers = new SecretNumbers();
  for (let index = 0; index <= 10_000; index += 1) numbers.nameOf(`secret ${index}`, 'secret');
  assert.equal(numbers.nameOf('secret 1', 'secret'), '{{secret 2}}');
  assert.equal(numbers.nameOf('secret 0', 'secret'), '{{secret 10002}}');
});
