/** User groups. */
import { xsBoolean, xsInt, xsShort, xsString } from '../../../xsd/built-in.ts';
import { services88 } from '../namespace.ts';
import { Carrier } from './carrier.ts';

export const UserGroup = services88.extendedType(Carrier, 'UserGroup', {
  Value: xsString,
  Tooltip: xsString,
  Id: xsInt,
  Rank: xsShort,
  Deleted: xsBoolean,
});
