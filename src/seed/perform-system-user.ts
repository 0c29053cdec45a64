/** Gives applications system users, and takes them. */
import { DomainError } from '../domain/errors.ts';
import type { SystemUserChange } from './change.ts';
import type { DirectoryIds } from './directory-ids.ts';
import type { SeedTarget } from './plan-seed.ts';

/** @throws DomainError as the stores throw it. */
export async function performSystemUserChange(
  { stores }: SeedTarget,
  ids: DirectoryIds,
  change: SystemUserChange,
): Promise<void> {
  const tenantId = await ids.tenantId(change.contextIdentifier);
  const { associates, systemUsers } = stores.ofTenant(tenantId);
  if (change.action === 'remove') {
    await systemUsers.remove(change.applicationId);
    return;
  }
  const application = await stores.applications.findByName(change.application);
  const associate = await associates.findByName(change.user);
  if (!application || !associate) {
    const what = application ? `user ${change.user}` : `application ${change.application}`;
    throw new DomainError('not-found', `There is no ${what} any more. Plan anew.`);
  }
  await systemUsers.set(application.id, associate.id);
}
