/** Logins to servers that Service reads from, such as mailboxes. */
import { xsInt, xsSecret, xsString } from '../../../xsd/built-in.ts';
import { operation } from '../../service.ts';
import { services88 } from '../namespace.ts';
import { Carrier } from '../types/carrier.ts';

const ServiceAuth = services88.extendedType(Carrier, 'ServiceAuth', {
  ServiceAuthId: xsInt,
  Server: xsString,
  Port: xsInt,
  AuthType: xsString,
  Username: xsString,
  Password: xsSecret,
});

export const serviceAuthOperations = {
  CreateDefaultServiceAuth: operation({
    summary: 'Returns a new login to a server with default values. Does not store it.',
    request: {},
    response: { Response: ServiceAuth },
  }),
  SaveServiceAuth: operation({
    summary: 'Adds a login to a server, or changes the login with the given id.',
    request: { ServiceAuth },
    response: { Response: ServiceAuth },
  }),
  DeleteServiceAuth: operation({
    summary: 'Deletes a login to a server.',
    request: { ServiceAuthId: xsInt },
    response: {},
  }),
  GetServiceAuth: operation({
    summary: 'Gets a login to a server.',
    request: { ServiceAuthId: xsInt },
    response: { Response: ServiceAuth },
  }),
} as const;
