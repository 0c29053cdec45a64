/** Passwords of users. */
import { xsBoolean, xsInt, xsSecret, xsString } from '../../../xsd/built-in.ts';
import { operation } from '../../service.ts';
import { services88 } from '../namespace.ts';
import { UserType } from '../types/user-types.ts';
import { UserValidationResult } from '../types/users.ts';

const ChangePasswordType = services88.enumeration('ChangePasswordType', { Email: 0, Password: 1 });

const OperationResult = services88.complexType('OperationResult', {
  Success: xsBoolean,
  Message: xsString,
});

export const passwordOperations = {
  CanChangePassword: operation({
    since: '85',
    summary: 'Tells whether the caller may change the password of a user.',
    request: { AssociateId: xsInt },
    response: { Response: xsBoolean },
  }),
  GetSupportedChangePasswordTypes: operation({
    since: '88/10.2',
    summary: 'Lists the ways to change the password of a user.',
    request: { AssociateId: xsInt },
    response: { Response: services88.arrayOf(ChangePasswordType) },
  }),
  ChangePassword: operation({
    summary: 'Changes the password of a user. Requires the old password.',
    request: { AssociateId: xsInt, OldPassword: xsSecret, NewPassword: xsSecret },
    response: { Response: xsBoolean },
  }),
  ChangePasswordFromName: operation({
    summary: 'Changes the password of a user, given by name. Requires the old password.',
    request: { AssociateName: xsString, OldPassword: xsSecret, NewPassword: xsSecret },
    response: { Response: xsBoolean },
  }),
  ChangeOwnPassword: operation({
    summary: "Changes the caller's password. Requires the old password.",
    request: { OldPassword: xsSecret, NewPassword: xsSecret },
    response: { Response: xsBoolean },
  }),
  SendChangePasswordEMail: operation({
    since: '88/10.2',
    summary: 'Sends a user an e-mail for resetting the password.',
    request: { AssociateId: xsInt },
    response: { Response: OperationResult },
  }),
  SetPassword: operation({
    summary: 'Sets the password of a user. For administrators.',
    request: { AssociateId: xsInt, Password: xsSecret },
    response: { Response: xsBoolean },
  }),
  SetPasswordFromName: operation({
    summary: 'Sets the password of a user, given by name. For administrators.',
    request: { AssociateName: xsString, Password: xsSecret },
    response: { Response: xsBoolean },
  }),
  SetGeneratedPassword: operation({
    summary: 'Sets a new random password for a user and returns it.',
    request: { AssociateId: xsInt },
    response: { Response: xsSecret },
  }),
  SetGeneratedPasswordFromName: operation({
    summary: 'Sets a new random password for a user, given by name, and returns it.',
    request: { AssociateName: xsString },
    response: { Response: xsSecret },
  }),
  IsPasswordValid: operation({
    summary: 'Tells whether a new password follows the rules. Ignores stored passwords.',
    request: { AssociateId: xsInt, Type: UserType, PersonId: xsInt, Password: xsSecret },
    response: { Response: xsBoolean },
  }),
  IsPasswordValidWithReason: operation({
    summary: 'Tells whether a new password follows the rules, and if not, why.',
    request: { AssociateId: xsInt, Type: UserType, PersonId: xsInt, Password: xsSecret },
    response: { Response: UserValidationResult },
  }),
} as const;
