/** Licences of users. */
import { xsInt } from '../../../xsd/built-in.ts';
import { operation } from '../../service.ts';

export const licenceOperations = {
  RemoveLicenses: operation({
    summary: 'Takes all licences from a user, who then cannot log in.',
    request: { AssociateId: xsInt },
    response: {},
  }),
} as const;
