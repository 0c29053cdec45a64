/** Generates passwords that people can read aloud. */
import { randomInt } from 'node:crypto';
import type { PasswordPolicy } from './password-policy.ts';

/** With letters and digits alone, this many characters have more than 90 random bits. */
const CHARACTERS_MIN = 16;

/** Without characters that look alike, such as 0 and O, or 1, l and I. */
const LOWER_CASE = 'abcdefghijkmnpqrstuvwxyz';
const UPPER_CASE = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const DIGITS = '23456789';
/** Without characters that need escapes in XML, JSON, URLs or a shell. */
const SPECIAL = '+-=@_:.,';

/** Returns a random password that follows the policy. */
export function generatePassword(policy: PasswordPolicy): string {
  const demanded = [
    ...draw(LOWER_CASE, policy.lowerCaseMin),
    ...draw(UPPER_CASE, policy.upperCaseMin),
    ...draw(DIGITS, policy.digitsMin),
    ...draw(SPECIAL, policy.specialCharactersMin),
  ];
  const more = Math.max(CHARACTERS_MIN, policy.charactersMin) - demanded.length;
  return shuffle([...demanded, ...draw(LOWER_CASE + UPPER_CASE + DIGITS, more)]).join('');
}

function draw(alphabet: string, count: number): readonly string[] {
  const length = Math.max(0, count);
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length)));
}

/** Every order is equally likely. */
function shuffle(characters: readonly string[]): readonly string[] {
  const left = [...characters];
  return characters.flatMap(() => left.splice(randomInt(left.length), 1));
}
