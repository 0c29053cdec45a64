/** Users from outside the company. */
import { xsBoolean, xsInt, xsSecret, xsString } from '../../../xsd/built-in.ts';
import { operation } from '../../service.ts';
import { services88 } from '../namespace.ts';

const ExternalUserInfoModification = services88.flags('ExternalUserInfoModification', {
  UserName: 1,
  Password: 2,
  Role: 4,
  Active: 8,
  UndefinedValue16: 16,
});

export const externalUserOperations = {
  CreateExternalUser: operation({
    summary: 'Creates an external user for a person. Returns the id of the user.',
    request: {
      PersonId: xsInt,
      UserName: xsString,
      Password: xsSecret,
      RoleId: xsInt,
      IsActive: xsBoolean,
    },
    response: { Response: xsInt },
  }),
  DeleteExternalUser: operation({
    summary: 'Deletes an external user. Keeps the person.',
    request: { AssociateId: xsInt },
    response: {},
  }),
  SetExternalUserInfo: operation({
    summary: 'Changes the given fields of an external user.',
    request: {
      AssociateId: xsInt,
      UserName: xsString,
      Password: xsSecret,
      IsActive: xsBoolean,
      RoleId: xsInt,
      ExternalUserInfoModification,
    },
    response: {},
  }),
  GenerateNewPasswordForExternalUser: operation({
    summary: 'Sets a new random password for an external user and returns it.',
    request: { AssociateName: xsString },
    response: { Response: xsSecret },
  }),
} as const;
