/** `--tenant`: which of the tenants a command is about, in an Online installation. */
import type { Command } from 'commander';
import { contextIdentifierProblem, type Tenant } from '../domain/tenant.ts';
import type { Office, Offices } from '../office.ts';
import { CliError } from './cli-error.ts';
import { addDataOption, type DataOptions, withOffices } from './data-option.ts';
import { exitCodes } from './exit-codes.ts';

/** The options of a command that is about a tenant. */
export interface TenantOptions extends DataOptions {
  readonly tenant?: string;
}

/** Adds `--data` and `--tenant`. */
export function addTenantOptions(command: Command): Command {
  return addDataOption(command).option(
    '--tenant <context identifier>',
    'which tenant, in an Online installation, such as Cust12345',
  );
}

/** Opens the installation, does the work at the tenant, and closes it whatever happens. */
export function withOffice<T>(
  options: TenantOptions,
  work: (office: Office) => Promise<T>,
): Promise<T> {
  return withOffices(options, async (offices) => work(await findOffice(offices, options.tenant)));
}

/**
 * @throws CliError `usage` when a tenant is missing or given in vain, `notFound` when there is no
 * such tenant.
 */
export async function findOffice(
  offices: Offices,
  contextIdentifier: string | undefined,
): Promise<Office> {
  const { mode } = offices.installation;
  if (mode === 'online' && contextIdentifier === undefined) {
    const problem = 'This installation has many tenants. Say which with --tenant.';
    throw new CliError(exitCodes.usage, `${problem} ${SEE_TENANTS}`);
  }
  if (mode === 'onsite' && contextIdentifier !== undefined) {
    const problem = 'This installation is on-site and has no tenants. Leave out --tenant.';
    throw new CliError(exitCodes.usage, problem);
  }
  return offices.of(await findTenant(offices, contextIdentifier ?? ''));
}

/** @throws CliError `notFound` when there is no such tenant. */
export async function findTenant({ stores }: Offices, contextIdentifier: string): Promise<Tenant> {
  const tenant = await stores.tenants.find(contextIdentifier);
  if (tenant) return tenant;
  // What is no context identifier is not repeated: it may be a secret in the wrong place.
  const named = contextIdentifierProblem(contextIdentifier) === null;
  const whom = named ? `tenant "${contextIdentifier}"` : 'such tenant';
  throw new CliError(exitCodes.notFound, `There is no ${whom}. ${SEE_TENANTS}`);
}

const SEE_TENANTS = 'See which there are with "ticketoffice tenant list".';
