/** `--tenant`: the tenant that a command works on, in an Online installation. */
import type { Command } from 'commander';
import { contextIdentifierProblem, type Tenant } from '../domain/tenants/tenant.ts';
import type { TenantRegistry, TenantServices } from '../tenant-services.ts';
import { CliError } from './cli-error.ts';
import { addDataOption, type DataOptions, withRegistry } from './data-option.ts';
import { exitCodes } from './exit-codes.ts';

/** The options of a command that works on a tenant. */
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

/** Opens the installation, does the work with the tenant's services, and closes it in any case. */
export function withTenantServices<T>(
  options: TenantOptions,
  work: (services: TenantServices) => Promise<T>,
): Promise<T> {
  return withRegistry(options, async (registry) =>
    work(await findTenantServices(registry, options.tenant)),
  );
}

/**
 * @throws CliError `usage` when `--tenant` is missing Online or given on-site; `notFound` when
 * there is no such tenant.
 */
export async function findTenantServices(
  registry: TenantRegistry,
  contextIdentifier: string | undefined,
): Promise<TenantServices> {
  const { mode } = registry.installation;
  if (mode === 'online' && contextIdentifier === undefined) {
    const problem = 'This installation has many tenants. Say which with --tenant.';
    throw new CliError(exitCodes.usage, `${problem} ${SEE_TENANTS}`);
  }
  if (mode === 'onsite' && contextIdentifier !== undefined) {
    const problem = 'This installation is on-site and has no tenants. Leave out --tenant.';
    throw new CliError(exitCodes.usage, problem);
  }
  return registry.of(await findTenant(registry, contextIdentifier ?? ''));
}

/** @throws CliError `notFound` when there is no such tenant. */
export async function findTenant(
  { stores }: TenantRegistry,
  contextIdentifier: string,
): Promise<Tenant> {
  const tenant = await stores.tenants.find(contextIdentifier);
  if (tenant) return tenant;
  // Text that is not a context identifier is not repeated: it may be a secret in the wrong place.
  const named = contextIdentifierProblem(contextIdentifier) === null;
  const whom = named ? `tenant "${contextIdentifier}"` : 'such tenant';
  throw new CliError(exitCodes.notFound, `There is no ${whom}. ${SEE_TENANTS}`);
}

const SEE_TENANTS = 'See which there are with "ticketoffice tenant list".';
