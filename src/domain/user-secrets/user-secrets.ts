/** The use cases of one tenant about the secrets of users. Commands and seed files have none. */
import { ExternalTokens } from './external-tokens.ts';
import { ServiceAuths } from './service-auths.ts';
import { UntrustedCredentials } from './untrusted-credentials.ts';
import type { UserSecretsOptions } from './user-secrets-options.ts';

export interface UserSecrets {
  readonly untrustedCredentials: UntrustedCredentials;
  readonly serviceAuths: ServiceAuths;
  readonly externalTokens: ExternalTokens;
}

export function createUserSecrets(options: UserSecretsOptions): UserSecrets {
  return {
    untrustedCredentials: new UntrustedCredentials(options),
    serviceAuths: new ServiceAuths(options),
    externalTokens: new ExternalTokens(options),
  };
}
