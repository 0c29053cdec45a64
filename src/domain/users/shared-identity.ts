/**
 * Protects the identity of users. Users may share a person or an e-mail address. JWTs tell resource
 * servers the address, and nobody can log in with an address that is shared.
 */
import type { Actor } from '../actor.ts';
import { requireManaged } from './administered.ts';
import type { Associate, AssociateStore } from './associate.ts';

type Finders = Parameters<typeof requireManaged>[0] &
  Pick<AssociateStore, 'listOfPerson' | 'listByEmail'>;

/**
 * Returns the users who are the person. Checks that the actor administers them, and other users
 * with the e-mail address, before a user gets the person or the address.
 *
 * @throws DomainError `not-permitted`
 */
export async function requireSharable(
  associates: Finders,
  actor: Actor,
  personId: number,
  email: string | null,
): Promise<readonly Associate[]> {
  const ofPerson = await associates.listOfPerson(personId);
  const mailed = email === null ? [] : await associates.listByEmail(email);
  for (const { id } of [...ofPerson, ...mailed]) await requireManaged(associates, actor, { id });
  return ofPerson;
}
