/** The changes to the details of a user. A method without an entry does not compile. */
import type { UserDetails } from '../../src/domain/users/user-details.ts';
import { type Methods, SECRET } from './scene.ts';

export const userDetails: Methods<UserDetails> = {
  change: [
    {
      make: async ({ services, by, bo }) =>
        services.userDetails.change(await by('administer-users'), bo.id, {
          requestSignature: SECRET,
          extraFields: new Map([['key', SECRET]]),
        }),
      action: 'user-changed',
      detail: { fields: 'requestSignature extraFields' },
    },
  ],
};
