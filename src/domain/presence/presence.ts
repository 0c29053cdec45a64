/**
 * Presence: whether users of Customer Service are present. Users who are not present get no
 * requests automatically.
 */
import type { Authorised } from '../actor.ts';
import type { TenantChanges } from '../changes.ts';
import { DomainError } from '../errors.ts';
import type { TenantStores } from '../installation.ts';
import { requireNoProblem, textProblem } from '../names.ts';
import { noUser, requireManaged } from '../users/administered.ts';
import { type Associate, type CsUser, type CsUserStatus, noDetails } from '../users/associate.ts';

export interface Presence {
  readonly status: CsUserStatus;
  /** What others read while the user is not present. Up to 255 characters. */
  readonly message: string;
}

export interface PresencesOptions {
  readonly stores: Pick<TenantStores, 'associates'>;
  readonly changes: TenantChanges;
}

const MESSAGE_CHARACTERS_MAX = 255;
/** The statuses that people choose. The administration sets the others. */
const CHOSEN: readonly CsUserStatus[] = ['normal', 'not-available'];

export class Presences {
  readonly #options: PresencesOptions;

  constructor(options: PresencesOptions) {
    this.#options = options;
  }

  /**
   * Returns the presence of a user: `none` without an account in Customer Service, and `deleted` if
   * the user is retired.
   *
   * @throws DomainError `not-found`
   */
  async find(_actor: Authorised<'read-lists'>, userId: number): Promise<Presence> {
    const { associates } = this.#options.stores;
    const user = await associates.find(userId);
    if (!user) throw noUser({ id: userId });
    const details = (await associates.details([userId])).get(userId) ?? noDetails;
    return { status: statusOf(user), message: user.csUser ? details.absenceMessage : '' };
  }

  /**
   * Sets the presence of the actor, or of a user whom the actor administers. The status is
   * `normal`, which clears the message, or `not-available`.
   *
   * @throws DomainError `not-permitted`, `not-found`, `invalid-argument` for another status or a
   * message that is too long, `conflict` for a user without an account in Customer Service or with
   * a status that the administration has set.
   */
  async set(
    actor: Authorised<'change-presence'>,
    userId: number,
    { status, message }: Presence,
  ): Promise<Presence> {
    requireChosen(status);
    requireNoProblem(textProblem('message', message, MESSAGE_CHARACTERS_MAX));
    const absenceMessage = status === 'normal' ? '' : message;
    await this.#options.changes.run(actor, async ({ stores: { associates }, record }) => {
      const user = await requireManaged(associates, actor, { id: userId });
      const csUser = requireChangeable(user);
      const details = (await associates.details([userId])).get(userId) ?? noDetails;
      if (csUser.status === status && details.absenceMessage === absenceMessage) return;
      await associates.update(userId, { ...user, csUser: { ...csUser, status } });
      await associates.setDetails(userId, { ...details, absenceMessage });
      record({ action: 'user-presence-set', user: user.name, detail: { userId, status } });
    });
    return { status, message: absenceMessage };
  }
}

function statusOf({ csUser, retiredAtMs }: Associate): CsUserStatus {
  if (!csUser) return 'none';
  return retiredAtMs === null ? csUser.status : 'deleted';
}

function requireChosen(status: CsUserStatus): void {
  if (CHOSEN.includes(status)) return;
  const message = `The status "${status}" is set by the administration only. Choose "normal" or "not-available".`;
  throw new DomainError('invalid-argument', message);
}

function requireChangeable(user: Associate): CsUser {
  if (!user.csUser) {
    const message = `The user ${user.name} has no account in Customer Service.`;
    throw new DomainError('conflict', `${message} Ask an administrator for one.`);
  }
  const status = statusOf(user);
  if (status === 'none' || CHOSEN.includes(status)) return user.csUser;
  const message = `The administration has set the status of the user ${user.name} to "${status}".`;
  throw new DomainError('conflict', `${message} Ask an administrator to change it.`);
}
