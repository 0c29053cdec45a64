/** Secrets that users store here for other systems, such as mail servers. None is valid here. */
import { xsInt, xsString } from '../../../xsd/built-in.ts';
import { operation } from '../../service.ts';
import { services88 } from '../namespace.ts';
import { UntrustedCredentials } from '../types/credentials.ts';

export const untrustedCredentialOperations = {
  CreateDefaultUntrustedCredentials: operation({
    summary: 'Makes new credentials with usual values. Stores nothing.',
    request: {},
    response: { Response: UntrustedCredentials },
  }),
  SaveUntrustedCredentials: operation({
    summary: 'Stores credentials of the caller for another system.',
    request: { Type: xsString, Credentials: UntrustedCredentials },
    response: {},
  }),
  GetUntrustedCredentials: operation({
    summary: 'Lists the credentials of the caller of a type.',
    request: { Type: xsString },
    response: { Response: services88.arrayOf(UntrustedCredentials) },
  }),
  RemoveUntrustedCredentials: operation({
    summary: 'Removes credentials of the caller.',
    request: { Type: xsString, PublicValue: xsString },
    response: {},
  }),
  SaveUntrustedCredentialsForAssociate: operation({
    summary: 'Stores credentials of a user for another system.',
    request: { AssociateId: xsInt, Type: xsString, Credentials: UntrustedCredentials },
    response: {},
  }),
  GetUntrustedCredentialsForAssociate: operation({
    summary: 'Lists the credentials of a user of a type. Only the user sees the secrets.',
    request: { AssociateId: xsInt, Type: xsString },
    response: { Response: services88.arrayOf(UntrustedCredentials) },
  }),
  RemoveUntrustedCredentialsForAssociate: operation({
    summary: 'Removes credentials of a user.',
    request: { AssociateId: xsInt, Type: xsString, PublicValue: xsString },
    response: {},
  }),
} as const;
