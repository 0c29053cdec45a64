/** A password policy as commands print it. */
import type { PasswordPolicy } from '../../../domain/passwords/password-policy.ts';
import type { TenantServices } from '../../../tenant-services.ts';
import { asOperator } from '../../operator-name.ts';

/** Returns the policy in force, with the names of the options that set it. */
export async function policyRecord(
  services: TenantServices,
): Promise<Readonly<Record<string, unknown>>> {
  const policy: PasswordPolicy = await services.passwords.policy(asOperator('read-lists'));
  return {
    isDefault: (await services.stores.passwordPolicies.find()) === null,
    characters: policy.charactersMin,
    digits: policy.digitsMin,
    specialCharacters: policy.specialCharactersMin,
    lowerCase: policy.lowerCaseMin,
    upperCase: policy.upperCaseMin,
    message: policy.message,
  };
}
