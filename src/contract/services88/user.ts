/** User: the agent of users and their tokens. */
import { xsBoolean, xsString } from '../../xsd/built-in.ts';
import { operation, service } from '../service.ts';
import { responseHeaders, sessionRequestHeaders } from './headers.ts';
import { services88 } from './namespace.ts';

export const userService = service({
  name: 'User',
  summary: 'Users and their tokens. Every operation needs a session ticket from SoPrincipal.',
  namespace: services88.uri,
  restricted: true,
  requestHeaders: sessionRequestHeaders,
  responseHeaders,
  operations: {
    GetAccessToken: operation({
      summary: 'Issues an access token for the user of the current session.',
      request: { AppToken: xsString, IncludeCsSession: xsBoolean },
      response: { Response: xsString },
    }),
  },
});

export type UserService = typeof userService;
