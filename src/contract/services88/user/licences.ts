/** Licences of users. */
import { xsInt } from '../../../xsd/built-in.ts';
import { operation } from '../../service.ts';

export const licenceOperations = {
  RemoveLicenses: operation({
    summary: 'Takes all licences that are assigned to a user, whose seats are then free.',
    request: { AssociateId: xsInt },
    response: {},
  }),
} as const;
