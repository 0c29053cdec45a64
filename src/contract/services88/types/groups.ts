/** User groups. */
import { xsBoolean, xsBooleanAsShort, xsInt, xsShort, xsString } from '../../../xsd/built-in.ts';
import { since } from '../../editions.ts';
import { services88 } from '../namespace.ts';
import { Carrier } from './carrier.ts';

export const UserGroup = services88.extendedType(Carrier, 'UserGroup', {
  Value: xsString,
  Tooltip: xsString,
  Id: xsInt,
  Rank: xsShort,
  Deleted: since('87', xsBoolean, xsBooleanAsShort),
});
