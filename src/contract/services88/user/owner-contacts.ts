/** The companies whose employees can be users. */
import { xsInt } from '../../../xsd/built-in.ts';
import { operation } from '../../service.ts';

export const ownerContactOperations = {
  AddOwnerContact: operation({
    summary: 'Makes a contact an owner contact, so that its persons can be users.',
    request: { ContactId: xsInt },
    response: {},
  }),
  RemoveOwnerContact: operation({
    summary: 'Removes an owner contact, so that its persons can no longer be users.',
    request: { ContactId: xsInt },
    response: {},
  }),
} as const;
