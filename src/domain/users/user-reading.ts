/** Users: the operations that read them. */
import type { Actor, Authorised } from '../actor.ts';
import { DomainError } from '../errors.ts';
import type { UserGroup } from '../groups/user-group.ts';
import type { TenantStores } from '../installation.ts';
import { foldName } from '../names.ts';
import {
  administers,
  administersAll,
  findUser,
  isOneself,
  noUser,
  refusal,
  type UserReference,
} from './administered.ts';
import type { Associate, OwnAssociate, PrincipalOf } from './associate.ts';
import { type FullUser, readFullUsers } from './full-user.ts';

type Reader = Authorised<'read-users'>;

/** What everybody may read of a user. */
export interface UserInfo extends PrincipalOf<OwnAssociate> {
  /** The primary group. Null for a user without one. */
  readonly group: UserGroup | null;
}

export interface UserSearch {
  /** Empty for all users. */
  readonly text: string;
  /** The last user of the page before. 0 for the first page. */
  readonly afterId: number;
  /** At least 1. */
  readonly limit: number;
}

export interface UserPage {
  readonly users: readonly Associate[];
  /** The next page begins after it. Null if there is none. */
  readonly nextAfterId: number | null;
}

const PAGE_USERS = 500;
/** Limit on the ids of one request. */
const IDS_MAX = 5000;

export class UserReading {
  readonly #stores: TenantStores;

  constructor(stores: TenantStores) {
    this.#stores = stores;
  }

  /**
   * Returns the user, who is the actor or one whom the actor administers.
   *
   * @throws DomainError `not-permitted`; `not-found`, which only administrators get.
   */
  async get(actor: Reader, whom: UserReference): Promise<FullUser> {
    const found = await findUser(this.#stores.associates, whom);
    const [user] = await this.#readable(actor, found ? [found] : []);
    if (!user && administersAll(actor)) throw noUser(whom);
    if (!user) throw refusal(actor, null);
    const [full] = await readFullUsers(this.#stores, [user]);
    if (!full) throw noUser(whom);
    return full;
  }

  /**
   * Lists users by id whose name, user name, nick name, full name or e-mail address has the text in
   * it, without regard to case. Reads one page of the store after another.
   *
   * @throws DomainError `not-permitted` if the actor is no administrator.
   */
  async search(actor: Reader, { text, afterId, limit }: UserSearch): Promise<UserPage> {
    if (!administersAll(actor)) throw refusal(actor, null);
    const wanted = foldName(text);
    const found: Associate[] = [];
    for (let after = afterId; ; ) {
      const page = await this.#stores.associates.list(after, PAGE_USERS);
      found.push(...page.filter((user) => hasText(user, wanted)));
      const last = page.at(-1);
      if (found.length > limit || !last) break;
      after = last.id;
    }
    const users = found.slice(0, limit);
    return { users, nextAfterId: found.length > limit ? (users.at(-1)?.id ?? null) : null };
  }

  /**
   * Lists the users of a person, ordered by id. Without those whom the actor may not read.
   *
   * @throws DomainError `not-permitted` if the actor may read none and is no administrator.
   */
  async listOfPerson(actor: Reader, personId: number): Promise<readonly FullUser[]> {
    const users = await this.#stores.associates.listOfPerson(personId);
    const readable = await this.#readable(actor, users);
    if (readable.length === 0 && !administersAll(actor)) throw refusal(actor, null);
    return readFullUsers(this.#stores, readable);
  }

  /** Lists the users with a user in Customer Service, ordered by id. None have the id 0. */
  async listOfCsUser(
    _actor: Authorised<'administer-users'>,
    csUserId: number,
  ): Promise<readonly FullUser[]> {
    return readFullUsers(this.#stores, await this.#stores.associates.listOfCsUser(csUserId));
  }

  /** @throws DomainError `not-found`. Everybody may know which ids there are. */
  async info(actor: Authorised<'read-lists'>, id: number): Promise<UserInfo> {
    const [info] = await this.infos(actor, [id]);
    if (!info) throw noUser({ id });
    return info;
  }

  /**
   * Returns users in the order of the ids. Unknown ids are left out. The number of statements does
   * not depend on the number of ids.
   *
   * @throws DomainError `invalid-argument` for more than 5,000 ids.
   */
  async infos(
    _actor: Authorised<'read-lists'>,
    ids: readonly number[],
  ): Promise<readonly UserInfo[]> {
    if (ids.length > IDS_MAX) {
      const message = `${ids.length} ids are asked for. Ask for ${IDS_MAX} at most, and again for the rest.`;
      throw new DomainError('invalid-argument', message);
    }
    const { associates, groups } = this.#stores;
    const found = await associates.principals(await associates.findAll([...new Set(ids)]));
    const byId = new Map(found.map((principal) => [principal.associate.id, principal]));
    const groupById = new Map((await groups.list()).map((group) => [group.id, group]));
    return ids.flatMap((id) => {
      const principal = byId.get(id);
      if (!principal) return [];
      return [{ ...principal, group: groupById.get(principal.associate.groupId) ?? null }];
    });
  }

  /** Administrators read all users, also those with more rights than they have. */
  async #readable(actor: Actor, users: readonly Associate[]): Promise<readonly Associate[]> {
    if (administersAll(actor)) return users;
    const principals = await this.#stores.associates.principals(users);
    return principals
      .filter((target) => isOneself(actor, target.associate.id) || administers(actor, target))
      .map(({ associate }) => associate);
  }
}

function hasText(
  { name, userName, nickName, fullName, email }: Associate,
  folded: string,
): boolean {
  return [name, userName, nickName, fullName, email ?? ''].some((text) =>
    foldName(text).includes(folded),
  );
}
