/** Finds the application that a command names. */
import {
  type Application,
  applicationNameProblem,
  applicationTokenProblem,
} from '../domain/applications/application.ts';
import type { TenantRegistry } from '../tenant-services.ts';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';

/** By name, or else by client id. @throws CliError `notFound` when there is none. */
export async function findApplication(
  { stores: { applications } }: TenantRegistry,
  given: string,
): Promise<Application> {
  const named = await applications.findByName(given);
  const found = named ?? (await applications.list()).find(({ clientId }) => clientId === given);
  if (found) return found;
  // Text that may be an application token is not repeated.
  const sayable = applicationNameProblem(given) === null && applicationTokenProblem(given) !== null;
  const what = sayable ? `application named ${given}` : 'such application';
  throw new CliError(
    exitCodes.notFound,
    `There is no ${what}. See which there are with "ticketoffice app list".`,
  );
}
