/** Licences of users. */
import { xsInt } from '../../../xsd/built-in.ts';
import { operation } from '../../service.ts';

export const licenceOperations = {
  RemoveLicenses: operation({
    summary: 'Removes all licences that are assigned to a user and frees their seats.',
    request: { AssociateId: xsInt },
    response: {},
  }),
} as const;
