/** New passwords: they follow the policy, and only their hash is passed on. */
import { ValidationError } from '../errors.ts';
import type { PasswordHasher } from '../login/password.ts';
import {
  defaultPasswordPolicy,
  type PasswordPolicy,
  type PasswordPolicyStore,
  passwordProblem,
} from './password-policy.ts';

/** Why a user cannot set the own password like that of somebody else. */
export const OWN_NEEDS_OLD =
  'Your own password can only be changed with the old one. Use ChangeOwnPassword.';

declare const accepted: unique symbol;

/** The hash of a password that follows the policy. Only `acceptPassword` makes one. */
export interface NewPassword {
  /** In PHC string format. */
  readonly hash: string;
  readonly [accepted]: true;
}

/** The policy that is in force for a tenant. */
export async function policyInForce(policies: PasswordPolicyStore): Promise<PasswordPolicy> {
  return (await policies.find()) ?? defaultPasswordPolicy;
}

/**
 * @param field the name of the field in the contract that holds the password.
 * @throws DomainError `validation` if the password breaks the policy.
 */
export function requirePassword(policy: PasswordPolicy, candidate: string, field: string): void {
  const problem = passwordProblem(policy, candidate);
  if (problem === null) return;
  throw new ValidationError(new Map([[field, problem]]));
}

/**
 * Checks a new password and hashes it.
 *
 * @param networks see `PasswordHasher.verify`.
 * @throws DomainError `validation` like `requirePassword`, `busy`.
 */
export async function acceptPassword(
  hasher: PasswordHasher,
  policy: PasswordPolicy,
  candidate: string,
  {
    field = 'Password',
    networks,
  }: { readonly field?: string; readonly networks?: readonly string[] } = {},
): Promise<NewPassword> {
  requirePassword(policy, candidate, field);
  return { hash: await hasher.hash(candidate, networks) } as NewPassword;
}
