/** Whether a user of Service is present. */
import { xsInt, xsString } from '../../../xsd/built-in.ts';
import { operation } from '../../service.ts';
import { services88 } from '../namespace.ts';
import { EjUserStatus } from '../types/user-types.ts';

const UserPresenceStatus = services88.complexType('UserPresenceStatus', {
  Status: EjUserStatus,
  Message: xsString,
});

export const presenceOperations = {
  GetUserPresenceStatus: operation({
    since: '88/10.2',
    summary: 'Tells whether a Service user is present.',
    request: { AssociateId: xsInt },
    response: { Response: UserPresenceStatus },
  }),
  SetUserPresenceStatus: operation({
    since: '88/10.2',
    summary: 'Sets whether a Service user is present or away.',
    request: { AssociateId: xsInt, UserPresenceStatus },
    response: { Response: UserPresenceStatus },
  }),
} as const;
