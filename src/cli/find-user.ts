/** Finds the user that a command names. */
import type { Associate, AssociateStore } from '../domain/users/associate.ts';
import { userNameProblem } from '../domain/users/profile.ts';
import type { TenantServices } from '../tenant-services.ts';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';
import { tenantFlag } from './find-tenant.ts';

const PAGE_USERS = 1000;

/** @throws CliError `notFound` when no user has the name. */
export async function findUser(services: TenantServices, name: string): Promise<Associate> {
  const associate = await services.stores.associates.findByName(name);
  if (associate) return associate;
  // Text that is not a valid user name is not repeated: it may be a ticket in the wrong place.
  const whom = userNameProblem(name) === null ? `user named ${name}` : 'such user';
  throw new CliError(
    exitCodes.notFound,
    `There is no ${whom}. See which there are with "ticketoffice user list${tenantFlag(services)}".`,
  );
}

/** All users, in the order in which they were added, including disabled ones. */
export async function listUsers(associates: AssociateStore): Promise<readonly Associate[]> {
  const users: Associate[] = [];
  for (;;) {
    const page = await associates.list(users.at(-1)?.id ?? 0, PAGE_USERS);
    users.push(...page);
    if (page.length < PAGE_USERS) return users;
  }
}

/** The number of live tickets, of all users or of one. */
export async function countLiveTickets(
  { stores, clock }: TenantServices,
  associateId?: number,
): Promise<number> {
  const { tickets } = stores;
  const live = await tickets.listLive(clock.now(), Number.MAX_SAFE_INTEGER, associateId);
  return live.length;
}
