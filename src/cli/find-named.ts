/** Finds the record that a command names, by its name in any case or by its id. */
import { foldName } from '../domain/names.ts';
import { userNameProblem } from '../domain/users/profile.ts';
import type { TenantServices } from '../tenant-services.ts';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';
import { tenantFlag } from './find-tenant.ts';

/** The kind of record. Also the name of the command that lists it. */
export type NamedKind = 'role' | 'group' | 'licence' | 'person' | 'contact';

export interface NamedRecord {
  readonly id: number;
  readonly name: string;
  readonly isDeleted?: boolean;
}

/**
 * A name match is preferred to an id match, and a record that is not deleted to a deleted one.
 *
 * @throws CliError `notFound` when there is none; `conflict` when several have the name.
 */
export function findNamed<R extends NamedRecord>(
  services: TenantServices,
  kind: NamedKind,
  records: readonly R[],
  given: string,
): R {
  const named = records.filter(({ name }) => foldName(name) === foldName(given));
  const undeleted = named.filter(({ isDeleted }) => !isDeleted);
  const [found, another] = undeleted.length > 0 ? undeleted : named;
  if (found && another) {
    const ids = (undeleted.length > 0 ? undeleted : named).map(({ id }) => id).join(', ');
    const problem = `Several have the name ${found.name}: the ids are ${ids}. Give the id instead.`;
    throw new CliError(exitCodes.conflict, problem);
  }
  const byId = /^\d{1,10}$/.test(given) ? records.find(({ id }) => id === Number(given)) : null;
  if (found ?? byId) return (found ?? byId) as R;
  // Text that is not a valid name is not repeated: it may be a ticket in the wrong place.
  const what = userNameProblem(given) === null ? `${kind} "${given}"` : `such ${kind}`;
  const command = `ticketoffice ${kind} list${tenantFlag(services)}`;
  throw new CliError(
    exitCodes.notFound,
    `There is no ${what}. See which there are with "${command}".`,
  );
}

/** Splits a list of names or ids at its commas. Empty text is an empty list. */
export function partsOf(text: string): readonly string[] {
  const parts = text.split(',').map((part) => part.trim());
  return parts.filter((part) => part !== '');
}

export const namesHelp = 'names or ids with commas between';
