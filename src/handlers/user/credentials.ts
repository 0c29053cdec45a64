/** The operations of the User agent about the credentials that users log in with. */
import { credentialOperations } from '../../contract/services88/user/credentials.ts';
import { type CredentialType, credentialTypes } from '../../domain/credentials/credential-type.ts';
import { notImplemented } from '../not-implemented.ts';
import type { AgentHandlers } from '../with-session.ts';
import type { UserNeeds } from './needs.ts';

export function credentialHandlers(): AgentHandlers<typeof credentialOperations, UserNeeds> {
  return {
    GetCredentialTypes: async () => ({ Response: credentialTypes.map(typeCarrier) }),

    ...notImplemented(
      credentialOperations,
      'GetCredentialTypesForUserType',
      'SaveCredential',
      'DeleteCredential',
      'FindCredentialsGroups',
      'FindCredentialUsers',
      'GetCredentialUsersInGroup',
    ),
  };
}

/** The only type is the password, so the fields that tell types apart are constants. */
function typeCarrier({ key, label, description }: CredentialType) {
  return {
    DisplayType: label,
    Type: key,
    Description: description,
    ValueControl: 'Password',
    CanCreatePerson: false,
    IsUserNameSupported: true,
  } as const;
}
