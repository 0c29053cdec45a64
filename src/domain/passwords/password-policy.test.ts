import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { generatePassword } from './generate-password.ts';
import {
  defaultPasswordPolicy,
  PASSWORD_BYTES_MAX,
  type PasswordPolicy,
  passwordDemands,
  passwordProblem,
  requirePasswordPolicy,
} from './password-policy.ts';

const policyWith = (changes: Partial<PasswordPolicy>) => ({ ...defaultPasswordPolicy, ...changes });
const strict = policyWith({
  digitsMin: 2,
  specialCharactersMin: 1,
  lowerCaseMin: 1,
  upperCaseMin: 1,
});

describe('a password', () => {
  it('is refused with all that it lacks', () => {
    const cases: readonly [PasswordPolicy, string, string | null][] = [
      [defaultPasswordPolicy, '', 'The password needs at least 8 characters.'],
      [defaultPasswordPolicy, 'a'.repeat(7), 'The password needs at least 8 characters.'],
      [defaultPasswordPolicy, 'a'.repeat(8), null],
      [defaultPasswordPolicy, '😀'.repeat(7), 'The password needs at least 8 characters.'],
      [defaultPasswordPolicy, ' \n '.repeat(4), null],
      [strict, 'Blåbær 12-', null],
      [strict, 'blåbær 12-', 'The password needs at least 1 upper-case letter.'],
      [strict, 'BLÅBÆR 12-', 'The password needs at least 1 lower-case letter.'],
      [
        strict,
        'Blåbæ1',
        'The password needs at least 8 characters, 2 digits, 1 special character.',
      ],
      // Letters and digits of other scripts are no special characters.
      [strict, 'Пароль١٢٣٤', 'The password needs at least 1 special character.'],
      [policyWith({ charactersMin: 1 }), '', 'The password needs at least 1 character.'],
      [defaultPasswordPolicy, 'a'.repeat(PASSWORD_BYTES_MAX), null],
      [
        defaultPasswordPolicy,
        'å'.repeat(PASSWORD_BYTES_MAX / 2 + 1),
        'A password has at most 1024 bytes.',
      ],
    ];
    for (const [policy, candidate, problem] of cases) {
      assert.equal(passwordProblem(policy, candidate), problem, candidate);
    }
  });

  it('is refused with the message of the policy, if it has one', () => {
    const policy = policyWith({ digitsMin: 1, message: 'Ask the help desk.' });
    assert.equal(passwordProblem(policy, 'no digit here'), 'Ask the help desk.');
    assert.equal(passwordProblem(policy, '1 digit here'), null);
  });
});

describe('a policy', () => {
  it('has limits', () => {
    requirePasswordPolicy(strict);
    for (const [name, { min, max }] of Object.entries(passwordDemands)) {
      for (const count of [min, max]) requirePasswordPolicy(policyWith({ [name]: count }));
      for (const count of [min - 1, max + 1, 1.5, Number.NaN]) {
        const policy = policyWith({ [name]: count });
        assert.throws(() => requirePasswordPolicy(policy), /^DomainError: A policy demands/);
      }
    }
    for (const message of ['a\nb', 'a'.repeat(255)]) {
      assert.throws(() => requirePasswordPolicy(policyWith({ message })), /message of a policy/);
    }
  });
});

describe('a generated password', () => {
  const counts = Object.entries(passwordDemands).map(
    ([name, { min, max }]) => [name, fc.integer({ min, max })] as const,
  );
  const policies = fc.record({ ...Object.fromEntries(counts), message: fc.constant('') });

  it('follows any policy, and has 16 characters or more', () => {
    fc.assert(
      fc.property(policies, (drawn) => {
        const policy = drawn as unknown as PasswordPolicy;
        requirePasswordPolicy(policy);
        const text = generatePassword(policy);
        assert.equal(passwordProblem(policy, text), null, text);
        assert.ok(text.length >= 16);
        assert.doesNotMatch(text, /[0O1lIo]/);
      }),
    );
  });

  it('is another each time, with every character at every place', () => {
    const all = Array.from({ length: 3000 }, () => generatePassword(strict));
    assert.equal(new Set(all).size, all.length);
    const firsts = new Set(all.map((text) => text.charAt(0)));
    assert.ok(firsts.size > 55, `only ${firsts.size} characters begin a password`);
  });
});
