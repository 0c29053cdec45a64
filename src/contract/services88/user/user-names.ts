/** User names: which are allowed, and which are free. */
import { xsBoolean, xsInt, xsString } from '../../../xsd/built-in.ts';
import { operation } from '../../service.ts';
import { UserType } from '../types/user-types.ts';
import { User, UserValidationResult } from '../types/users.ts';

export const userNameOperations = {
  IsUserNameValid: operation({
    summary: 'Tells whether a user name is valid for a user.',
    request: { AssociateId: xsInt, Type: UserType, PersonId: xsInt, UserName: xsString },
    response: { Response: xsBoolean },
  }),
  IsUserNameValidWithReason: operation({
    summary: 'Tells whether a user name is valid for a user, and if not, why.',
    request: { AssociateId: xsInt, Type: UserType, PersonId: xsInt, UserName: xsString },
    response: { Response: UserValidationResult },
  }),
  GetValidUserName: operation({
    summary: 'Returns a valid and unique form of a user name for a user.',
    request: { AssociateId: xsInt, Type: UserType, PersonId: xsInt, UserName: xsString },
    response: { Response: xsString },
  }),
  GetValidUserNameForNewUser: operation({
    since: '87',
    summary: 'Proposes a valid and unique user name for a new user.',
    request: { User },
    response: { Response: xsString },
  }),
  GetDefaultAssociateUserName: operation({
    since: '87',
    summary: 'Proposes a user name for a user.',
    request: { User },
    response: { Response: xsString },
  }),
  IsNickNameUnique: operation({
    since: '87',
    summary: 'Tells whether a nickname is unique.',
    request: { AssociateId: xsInt, NickName: xsString },
    response: { Response: xsBoolean },
  }),
} as const;
