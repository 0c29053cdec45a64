/** The operations of the User agent about the credentials that users log in with. */
import type { credentialOperations } from '../../contract/services88/user/credentials.ts';
import type { CredentialType } from '../../domain/credentials/credential-type.ts';
import type { Credentials } from '../../domain/credentials/credentials.ts';
import { DomainError } from '../../domain/errors.ts';
import { userTypesByName } from '../enumerations.ts';
import type { AgentHandlers } from '../with-session.ts';
import type { UserNeeds } from './needs.ts';

export interface CredentialDependencies {
  readonly credentials: Credentials;
}

export function credentialHandlers({
  credentials,
}: CredentialDependencies): AgentHandlers<typeof credentialOperations, UserNeeds> {
  return {
    GetCredentialTypes: async (_request, { actor }) => ({
      Response: credentials.listTypes(actor).map(typeCarrier),
    }),

    GetCredentialTypesForUserType: async ({ UserType }, { actor }) => ({
      Response: credentials.listTypesOf(actor, userTypesByName[UserType]).map(typeCarrier),
    }),

    SaveCredential: async ({ UserId, Credential: given }, { actor }) => {
      if (!given) {
        const message = 'Credential is missing. Send one with Type and Value.';
        throw new DomainError('invalid-argument', message);
      }
      const credential = { typeKey: given.Type?.Type ?? '', value: given.Value ?? '' };
      await credentials.save(actor, UserId, credential);
      return { Response: true };
    },

    DeleteCredential: async ({ UserId, CredentialType: key }, { actor }) => ({
      Response: await credentials.remove(actor, UserId, key ?? ''),
    }),

    FindCredentialsGroups: async ({ Type }, { actor }) => ({
      Response: credentials
        .findGroupNames(actor, Type ?? '')
        .map((name) => ({ Name: name, DisplayName: name })),
    }),

    FindCredentialUsers: async ({ Type }, { actor }) => ({
      Response: { Headings: [], Users: credentials.findIdentities(actor, Type ?? '') },
    }),

    GetCredentialUsersInGroup: async ({ Type }, { actor }) => ({
      Response: { Headings: [], Users: credentials.findIdentities(actor, Type ?? '') },
    }),
  };
}

/** The only type is the password, so the fields in which types differ are constants. */
export function typeCarrier({ key, label, description }: CredentialType) {
  return {
    DisplayType: label,
    Type: key,
    Description: description,
    ValueControl: 'Password',
    CanCreatePerson: false,
    IsUserNameSupported: true,
  } as const;
}
