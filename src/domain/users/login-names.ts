/**
 * Login names: a user logs in with its name, its user name, or its e-mail address. Nobody's login
 * name may be that of another user. Only an e-mail address may be shared, and then nobody can log
 * in with it.
 */
import type { Actor } from '../actor.ts';
import { foldName } from '../names.ts';
import { administersEach } from './administered.ts';
import type { Associate, AssociateStore } from './associate.ts';

type LoginNames = Pick<Associate, 'name' | 'userName' | 'email'>;
type Finders = Pick<AssociateStore, 'findByName' | 'findByUserName' | 'listByEmail'>;

/**
 * A name takes precedence over a user name, and that over an e-mail address. Always queries all, so
 * that the time does not reveal whether a user exists.
 */
export async function findByLoginName(
  associates: Finders,
  loginName: string,
): Promise<Associate | null> {
  const named = await associates.findByName(loginName);
  const called = await associates.findByUserName(loginName);
  const [mailed, another] = await associates.listByEmail(loginName);
  return named ?? called ?? (another ? null : (mailed ?? null));
}

/** The names that a user can log in with. */
export function loginNamesOf({ name, userName, email }: LoginNames): readonly string[] {
  return [...new Set([name, userName, email ?? ''])].filter((it) => it !== '');
}

/**
 * Returns the name that the user signs in with. Inferred: the original's `UserName` and its claim
 * `upn` are the login name, which is an e-mail address if there is one.
 */
export function signInNameOf({ name, userName, email }: LoginNames): string {
  return userName || (email ?? name);
}

/**
 * Returns why a text cannot be a user's name or user name, or null. Does not tell who has it,
 * because external persons who administer others may read the reason.
 *
 * @param id of the user who gets it. 0 for a new one.
 */
export async function takenNameProblem(
  { associates }: { readonly associates: Finders },
  text: string,
  id: number,
): Promise<string | null> {
  const named = await associates.findByName(text);
  if (named && named.id !== id) return `There is a user named ${named.name} already. ${ANOTHER}`;
  const called = await associates.findByUserName(text);
  if (called && called.id !== id) return `Another user has the user name ${text}. ${ANOTHER}`;
  const mailed = (await associates.listByEmail(text)).find((user) => user.id !== id);
  return mailed ? `Another user has the e-mail address ${text}. ${ANOTHER}` : null;
}

/**
 * Returns why an e-mail address cannot be that of a person, or null. Like `takenNameProblem`, it
 * does not tell which user has it.
 *
 * The address of another user is shared only by somebody who administers that user: JWTs tell it to
 * resource servers, and nobody can log in with it any more.
 *
 * @param ids of the users of the person.
 */
export async function emailLoginProblem(
  { associates }: { readonly associates: Finders & Pick<AssociateStore, 'principal'> },
  actor: Actor,
  email: string | null,
  ids: readonly number[],
): Promise<string | null> {
  if (email === null) return null;
  const named = await associates.findByName(email);
  const called = await associates.findByUserName(email);
  const other = [named, called].find((user) => user && !ids.includes(user.id));
  if (other) {
    const which = foldName(other.name) === foldName(email) ? 'name' : 'user name';
    return `Another user has the ${which} ${email}. Give the person another address.`;
  }
  const sharing = (await associates.listByEmail(email)).filter(({ id }) => !ids.includes(id));
  if (await administersEach(associates, actor, sharing)) return null;
  return `A user whom you do not administer has the e-mail address ${email}. Give the person another.`;
}

const ANOTHER = 'Choose another name.';
