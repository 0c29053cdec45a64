/** Access tokens. */
import { xsBoolean, xsSecret } from '../../../xsd/built-in.ts';
import { operation } from '../../service.ts';

export const tokenOperations = {
  GetAccessToken: operation({
    since: '87',
    summary: 'Issues an access token for the user of the current session.',
    request: { AppToken: xsSecret, IncludeCsSession: xsBoolean },
    response: { Response: xsSecret },
  }),
} as const;
