/** The password policy of a tenant: what it demands of each new password. */
import { lineProblem, requireNoProblem } from '../names.ts';

export interface PasswordPolicy {
  /** At least 1, so that no password is empty. */
  readonly charactersMin: number;
  readonly digitsMin: number;
  /** A special character is neither a letter nor a digit. */
  readonly specialCharactersMin: number;
  readonly lowerCaseMin: number;
  readonly upperCaseMin: number;
  /** The text for a password that breaks the policy. Empty for one that names what is missing. */
  readonly message: string;
}

export interface PasswordPolicyStore {
  /** Returns null for a tenant without a policy of its own. */
  find(): Promise<PasswordPolicy | null>;
  /** @param policy null removes it. @throws DomainError `not-found` for the tenant. */
  set(policy: PasswordPolicy | null): Promise<void>;
}

/**
 * The policy of tenants without one of their own: the shortest length that OWASP's ASVS allows. A
 * mix of characters is not demanded, because length protects better.
 *
 * @see https://github.com/OWASP/ASVS/blob/v5.0.0/5.0/en/0x15-V6-Authentication.md
 */
export const defaultPasswordPolicy: PasswordPolicy = {
  charactersMin: 8,
  digitsMin: 0,
  specialCharactersMin: 0,
  lowerCaseMin: 0,
  upperCaseMin: 0,
  message: '',
};

/** The limit of a password. Longer ones would only make hashing slow. */
export const PASSWORD_BYTES_MAX = 1024;

type Count = Exclude<keyof PasswordPolicy, 'message'>;

/** What each number demands, with its limits. */
export const passwordDemands = {
  charactersMin: { one: 'character', many: 'characters', of: /./gsu, min: 1, max: 128 },
  digitsMin: { one: 'digit', many: 'digits', of: /\p{Nd}/gu, min: 0, max: 32 },
  specialCharactersMin: {
    one: 'special character',
    many: 'special characters',
    of: /[^\p{L}\p{Nd}]/gu,
    min: 0,
    max: 32,
  },
  lowerCaseMin: {
    one: 'lower-case letter',
    many: 'lower-case letters',
    of: /\p{Ll}/gu,
    min: 0,
    max: 32,
  },
  upperCaseMin: {
    one: 'upper-case letter',
    many: 'upper-case letters',
    of: /\p{Lu}/gu,
    min: 0,
    max: 32,
  },
} as const satisfies Readonly<Record<Count, object>>;

const demands = Object.entries(passwordDemands) as readonly (readonly [
  Count,
  (typeof passwordDemands)[Count],
])[];

const MESSAGE_CHARACTERS_MAX = 254;

/** @throws DomainError `invalid-argument` with the number or text that is out of its limits. */
export function requirePasswordPolicy(policy: PasswordPolicy): void {
  requireNoProblem(
    ...demands.map(([name, { many, min, max }]) => {
      const count = policy[name];
      return Number.isInteger(count) && count >= min && count <= max
        ? null
        : `A policy demands ${min} to ${max} ${many}, and not ${count}.`;
    }),
    lineProblem('message of a policy', policy.message, MESSAGE_CHARACTERS_MAX),
  );
}

/** Returns what is wrong with a new password, or null. Never repeats the password. */
export function passwordProblem(policy: PasswordPolicy, candidate: string): string | null {
  if (Buffer.byteLength(candidate) > PASSWORD_BYTES_MAX) {
    return `A password has at most ${PASSWORD_BYTES_MAX} bytes.`;
  }
  const missing = demands.flatMap(([name, { one, many, of }]) => {
    const count = policy[name];
    const met = (candidate.match(of)?.length ?? 0) >= count;
    return met ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  if (missing.length === 0) return null;
  return policy.message || `The password needs at least ${missing.join(', ')}.`;
}
