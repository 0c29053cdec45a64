/** Secrets that users store here for other systems, such as mail servers. None is valid here. */
import { xsInt, xsString } from '../../../xsd/built-in.ts';
import { operation } from '../../service.ts';
import { services88 } from '../namespace.ts';
import { UntrustedCredentials } from '../types/credentials.ts';

export const untrustedCredentialOperations = {
  CreateDefaultUntrustedCredentials: operation({
    summary: 'Returns new credentials with default values. Does not store them.',
    request: {},
    response: { Response: UntrustedCredentials },
  }),
  SaveUntrustedCredentials: operation({
    summary: "Stores the caller's credentials for another system.",
    request: { Type: xsString, Credentials: UntrustedCredentials },
    response: {},
  }),
  GetUntrustedCredentials: operation({
    summary: "Lists the caller's credentials of a type.",
    request: { Type: xsString },
    response: { Response: services88.arrayOf(UntrustedCredentials) },
  }),
  RemoveUntrustedCredentials: operation({
    summary: "Removes the caller's credentials.",
    request: { Type: xsString, PublicValue: xsString },
    response: {},
  }),
  SaveUntrustedCredentialsForAssociate: operation({
    summary: "Stores a user's credentials for another system.",
    request: { AssociateId: xsInt, Type: xsString, Credentials: UntrustedCredentials },
    response: {},
  }),
  GetUntrustedCredentialsForAssociate: operation({
    summary: "Lists a user's credentials of a type. Only that user gets the secrets.",
    request: { AssociateId: xsInt, Type: xsString },
    response: { Response: services88.arrayOf(UntrustedCredentials) },
  }),
  RemoveUntrustedCredentialsForAssociate: operation({
    summary: "Removes a user's credentials.",
    request: { AssociateId: xsInt, Type: xsString, PublicValue: xsString },
    response: {},
  }),
} as const;
