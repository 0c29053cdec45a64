/** The short form of a user that other records contain. */
import { xsBoolean, xsInt, xsShort, xsString } from '../../../xsd/built-in.ts';
import { since } from '../../editions.ts';
import { services88 } from '../namespace.ts';
import { Carrier } from './carrier.ts';
import { StringDictionary } from './lists.ts';
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
  UserName: since('86', xsString),
  ExtraFields: since('88/11', StringDictionary),
  CustomFields: since('88/11', StringDictionary),
});
