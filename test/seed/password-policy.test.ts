/** The password policy in seed files, and the policy for the passwords in them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertFails } from '../conformance/check.ts';
import { HEAD } from './sample-seeds.ts';
import { applyLines, exportText, makeTarget, planText } from './seed-sandbox.ts';

const strict = 'passwordPolicy: { charactersMin: 12, digitsMin: 1, message: Use a digit. }\n';
const userWith = (password: string) => `users: [{ name: anna, password: ${password} }]\n`;

test('a policy is set, changed, exported and removed', async (context) => {
  const target = await makeTarget(context);
  const { passwordPolicies } = target.stores.ofTenant(1);
  assert.deepEqual(await planText(target, HEAD + strict), ['change password policy']);
  assert.equal(await passwordPolicies.find(), null);
  await applyLines(target, HEAD + strict);
  const policy = {
    charactersMin: 12,
    digitsMin: 1,
    specialCharactersMin: 0,
    lowerCaseMin: 0,
    upperCaseMin: 0,
    message: 'Use a digit.',
  };
  assert.deepEqual(await passwordPolicies.find(), policy);
  assert.deepEqual(await applyLines(target, HEAD + strict), []);
  assert.deepEqual(await applyLines(target, HEAD), [], 'a seed without a policy leaves it');
  const exported = await exportText(target);
  assert.match(exported, /^passwordPolicy:\n {2}charactersMin: 12\n {2}digitsMin: 1\n/m);
  const copy = await makeTarget(context);
  await applyLines(copy, exported);
  assert.deepEqual(await copy.stores.ofTenant(1).passwordPolicies.find(), policy);
  const removed = await applyLines(target, `${HEAD}passwordPolicy: null\n`);
  assert.deepEqual(removed, ['change password policy']);
  assert.equal(await passwordPolicies.find(), null);
});

test('passwords that break the policy are refused, and nothing is stored', async (context) => {
  const target = await makeTarget(context);
  const { associates } = target.stores.ofTenant(1);
  const apply = (text: string) => applyLines(target, HEAD + text);
  const place = 'seed\\.yaml:\\d+:\\d+: users\\[0\\]\\.password: ';
  const short = new RegExp(`^${place}The password needs at least 8 characters\\.$`);
  await assertFails(apply(userWith('short')), 'validation', short);
  const own = new RegExp(`^${place}Use a digit\\.$`);
  await assertFails(apply(strict + userWith('long but no')), 'validation', own);
  assert.equal(await associates.findByName('anna'), null);
  assert.equal(await target.stores.ofTenant(1).passwordPolicies.find(), null);
  await apply(strict + userWith('long enough 1'));
  await assertFails(apply(userWith('long but no')), 'validation', own);
  // A password that is set already stays valid under a stricter policy.
  const stricter = strict.replace('12', '100');
  assert.deepEqual(await apply(stricter + userWith('long enough 1')), ['change password policy']);
});

test('a policy has limits', async (context) => {
  const target = await makeTarget(context);
  const wrong: readonly [string, RegExp][] = [
    ['charactersMin: 0', /passwordPolicy\.charactersMin: .*whole number from 1 to 128/],
    ['digitsMin: 33', /passwordPolicy\.digitsMin: .*whole number from 0 to 32/],
    ['digits: 1', /not known here; expected charactersMin, digitsMin/],
  ];
  for (const [field, message] of wrong) {
    const applying = async () => applyLines(target, `${HEAD}passwordPolicy: { ${field} }\n`);
    await assertFails(applying(), 'invalid-argument', message);
  }
});
