/**
 * Makes the changes of a plan one by one. Each stands when it is made; when one fails, or the
 * process ends, planning and performing again makes those that are missing.
 */
import { DomainError } from '../domain/errors.ts';
import { type Change, tellChange } from './change.ts';
import { DirectoryIds } from './directory-ids.ts';
import { performApplicationChange } from './perform-application.ts';
import { performEntryChange } from './perform-entry.ts';
import { performSystemUserChange } from './perform-system-user.ts';
import type { SeedPlan, SeedTarget } from './plan-seed.ts';
import { newTenantOf } from './seed.ts';

/** A change that was made. */
export interface PerformedChange {
  /** One line without secrets. */
  readonly line: string;
  /** Of an application that was added without one: to be shown now, it is stored nowhere. */
  readonly madeToken?: { readonly applicationName: string; readonly token: string } | undefined;
}

/**
 * @param onPerformed told of each change as soon as it is made, so that no token is lost when a
 *   later one fails.
 * @throws DomainError as the stores throw it, naming the change.
 */
export async function performPlan(
  target: SeedTarget,
  { changes }: SeedPlan,
  onPerformed: (performed: PerformedChange) => void = () => {},
): Promise<readonly PerformedChange[]> {
  const ids = new DirectoryIds(target.stores);
  const performed: PerformedChange[] = [];
  for (const change of changes) {
    const done = await performChange(target, ids, change).catch((error: unknown) => {
      throw explain(error, change, performed.length, changes.length);
    });
    performed.push(done);
    onPerformed(done);
  }
  return performed;
}

async function performChange(
  target: SeedTarget,
  ids: DirectoryIds,
  change: Change,
): Promise<PerformedChange> {
  const line = tellChange(change);
  if (change.what === 'application') {
    const token = await performApplicationChange(target, change);
    if (token === null || change.action !== 'add') return { line };
    return { line, madeToken: { applicationName: change.application.name, token } };
  }
  if (change.what === 'tenant') await performTenantChange(target, change);
  else if (change.what === 'systemUser') await performSystemUserChange(target, ids, change);
  else await performEntryChange(target, ids, change);
  return { line };
}

async function performTenantChange(
  { stores: { tenants }, clock }: SeedTarget,
  { action, tenant }: Extract<Change, { readonly what: 'tenant' }>,
): Promise<void> {
  const { contextIdentifier, company, suspended } = tenant;
  if (action === 'add') {
    const { id } = await tenants.add(newTenantOf(tenant), clock.now());
    if (suspended) await tenants.suspend(id, clock.now());
    return;
  }
  const found = await tenants.find(contextIdentifier);
  if (!found) {
    throw new DomainError('not-found', `There is no tenant ${contextIdentifier}. Plan anew.`);
  }
  if (action === 'remove') return tenants.remove(found.id);
  if (found.companyName !== company) await tenants.setCompanyName(found.id, company);
  if (contextIdentifier === '') return;
  if (suspended) await tenants.suspend(found.id, clock.now());
  else await tenants.resume(found.id);
}

function explain(error: unknown, change: Change, done: number, all: number): unknown {
  if (!(error instanceof DomainError)) return error;
  const message =
    `${tellChange(change)}: ${error.message} ${done} of ${all} changes were made; ` +
    'apply the seed again to make the others.';
  return new DomainError(error.code, message, { cause: error });
}
