/** Credentials of users: passwords, and identities in a directory. */
import { xsBoolean, xsInt, xsString } from '../../../xsd/built-in.ts';
import { operation } from '../../service.ts';
import { services88 } from '../namespace.ts';
import {
  Credential,
  CredentialsGroup,
  CredentialsGroupUsers,
  CredentialType,
} from '../types/credentials.ts';
import { UserType } from '../types/user-types.ts';

export const credentialOperations = {
  GetCredentialTypes: operation({
    summary: 'Lists the types of credentials that this installation supports.',
    request: {},
    response: { Response: services88.arrayOf(CredentialType) },
  }),
  GetCredentialTypesForUserType: operation({
    since: '86',
    summary: 'Lists the types of credentials that users of a type can have.',
    request: { UserType },
    response: { Response: services88.arrayOf(CredentialType) },
  }),
  SaveCredential: operation({
    summary: 'Adds a credential to a user, or replaces the credential of the same type.',
    request: { UserId: xsInt, Credential },
    response: { Response: xsBoolean },
  }),
  DeleteCredential: operation({
    summary: "Removes a user's credential of a type.",
    request: { UserId: xsInt, CredentialType: xsString },
    response: { Response: xsBoolean },
  }),
  FindCredentialsGroups: operation({
    summary: 'Finds groups in a directory by part of the name.',
    request: { Type: xsString, SearchString: xsString },
    response: { Response: services88.arrayOf(CredentialsGroup) },
  }),
  FindCredentialUsers: operation({
    summary: 'Finds identities in a directory by part of the name.',
    request: { Type: xsString, SearchString: xsString },
    response: { Response: CredentialsGroupUsers },
  }),
  GetCredentialUsersInGroup: operation({
    summary: 'Lists the identities in a directory group.',
    request: { Type: xsString, GroupName: xsString },
    response: { Response: CredentialsGroupUsers },
  }),
} as const;
