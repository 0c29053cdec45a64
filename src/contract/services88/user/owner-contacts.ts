/** The companies whose employees can be users. */
import { xsInt } from '../../../xsd/built-in.ts';
import { operation } from '../../service.ts';

export const ownerContactOperations = {
  AddOwnerContact: operation({
    summary: 'Makes a contact one of the companies whose people can be users.',
    request: { ContactId: xsInt },
    response: {},
  }),
  RemoveOwnerContact: operation({
    summary: 'Ends that the people of a contact can be users.',
    request: { ContactId: xsInt },
    response: {},
  }),
} as const;
