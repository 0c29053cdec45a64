/** The caller as REST describes them: more fields than a login returns. */
import { xsString } from '../../xsd/built-in.ts';
import { services88 } from './namespace.ts';
import { SoPrincipalCarrier } from './so-principal.ts';

export const CurrentPrincipal = services88.extendedType(SoPrincipalCarrier, 'CurrentPrincipal', {
  UserName: xsString,
});
