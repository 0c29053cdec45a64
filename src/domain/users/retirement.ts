/** Retires and reinstates users, in the transaction of a use case. */
import type { Actor } from '../actor.ts';
import type { ChangeScope } from '../changes.ts';
import type { TenantStores } from '../installation.ts';
import { assignLicences } from '../licences/assign-licences.ts';
import { requireAdministrator } from '../roles/last-administrator.ts';
import type { Associate } from './associate.ts';
import { requireNotOneself } from './user-changes.ts';

type Scope = ChangeScope<TenantStores>;

/**
 * Takes all licences, ends sessions and tokens, and marks the person too. Does nothing if the user
 * is retired already.
 *
 * @throws DomainError `conflict` for oneself, and if no administrator would be left.
 */
export async function retireUser(scope: Scope, actor: Actor, user: Associate): Promise<void> {
  if (user.retiredAtMs !== null) return;
  requireNotOneself(actor, user);
  const { stores, nowMs } = scope;
  await requireAdministrator(scope, () => stores.associates.retire(user.id, nowMs));
  await assignLicences(scope, user.id, { wanted: [] });
  await markPerson(scope, user.personId, true);
  scope.record({ action: 'user-retired', user: user.name, detail: { userId: user.id } });
}

/** Does not give the licences back. Does nothing if the user is not retired. */
export async function reinstateUser(scope: Scope, user: Associate): Promise<void> {
  if (user.retiredAtMs === null) return;
  await scope.stores.associates.reinstate(user.id);
  await markPerson(scope, user.personId, false);
  scope.record({ action: 'user-reinstated', user: user.name, detail: { userId: user.id } });
}

async function markPerson({ stores }: Scope, id: number, isRetired: boolean): Promise<void> {
  const [person] = id === 0 ? [] : await stores.persons.findAll([id]);
  if (person) await stores.persons.update({ ...person, isRetired });
}
