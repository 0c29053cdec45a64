/** The short form of a user that other records contain. */
import { xsBoolean, xsInt, xsShort, xsString } from '../../../xsd/built-in.ts';
import { services88 } from '../namespace.ts';
import { Carrier } from './carrier.ts';
import { UserType } from './user-types.ts';

export const Associate = services88.extendedType(Carrier, 'Associate', {
  AssociateId: xsInt,
  Name: xsString,
  PersonId: xsInt,
  Rank: xsShort,
  Tooltip: xsString,
  Type: UserType,
  GroupIdx: xsInt,
  FullName: xsString,
  FormalName: xsString,
  Deleted: xsBoolean,
  EjUserId: xsInt,
  UserName: xsString,
});
