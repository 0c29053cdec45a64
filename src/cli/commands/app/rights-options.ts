/** `--agents` and `--tenants`: the agents that an application may use, and its tenants. */
import { type Command, InvalidArgumentError } from 'commander';
import { services } from '../../../contract/services88/services.ts';
import { contextIdentifierProblem } from '../../../domain/tenants/tenant.ts';
import type { TenantRegistry } from '../../../tenant-services.ts';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { findTenant } from '../../tenant-option.ts';

/** All present and future tenants, or the context identifiers of some. */
export type TenantNames = 'all' | readonly string[];

export interface RightsOptions {
  /** Spelt as the agents are declared. */
  readonly agents?: readonly string[];
  readonly tenants?: TenantNames;
}

const ALL_TENANTS = 'all';
const restrictedAgents = services.filter(({ restricted }) => restricted).map(({ name }) => name);

/** @param defaults the defaults to print in the help texts. */
export function addRightsOptions(
  command: Command,
  defaults: { readonly agents: string; readonly tenants: string } = { agents: '', tenants: '' },
): Command {
  const agents = `restricted agents, with commas between: any of ${restrictedAgents.join(', ')}`;
  const tenants = `Online: ${ALL_TENANTS}, or context identifiers with commas between`;
  return command
    .option('--agents <names>', agents + defaults.agents, parseAgents)
    .option('--tenants <tenants>', tenants + defaults.tenants, parseTenants);
}

/** @throws CliError `usage` when neither option is given. */
export function requireRights({ agents, tenants }: RightsOptions): void {
  if (agents === undefined && tenants === undefined) {
    throw new CliError(exitCodes.usage, 'Give --agents, --tenants or both.');
  }
}

/**
 * The ids of the tenants, in ascending order.
 *
 * @throws CliError `notFound` for an unknown tenant; `usage` on-site.
 */
export async function idsOfTenants(
  registry: TenantRegistry,
  names: TenantNames,
): Promise<'all' | readonly number[]> {
  if (registry.installation.mode === 'onsite') {
    const problem = 'This installation is on-site and has no tenants. Leave out --tenants.';
    throw new CliError(exitCodes.usage, problem);
  }
  if (names === 'all') return 'all';
  const ids = new Set<number>();
  for (const name of names) ids.add((await findTenant(registry, name)).id);
  return [...ids].sort((a, b) => a - b);
}

function parseAgents(text: string): readonly string[] {
  return [...new Set(partsOf(text).map(declaredAgent))].sort();
}

function declaredAgent(given: string): string {
  const same = (name: string) => name.toLowerCase() === given.toLowerCase();
  const restricted = restrictedAgents.find(same);
  if (restricted !== undefined) return restricted;
  const free = services.find(({ name }) => same(name));
  const problem = free
    ? `${free.name} is not restricted: every application may use it.`
    : 'There is no such restricted agent.';
  throw new InvalidArgumentError(
    `${problem} The restricted agents are: ${restrictedAgents.join(', ')}.`,
  );
}

function parseTenants(text: string): TenantNames {
  const names = partsOf(text);
  if (names.length === 1 && names[0]?.toLowerCase() === ALL_TENANTS) return 'all';
  if (names.every((name) => contextIdentifierProblem(name) === null)) return names;
  const expected = `"${ALL_TENANTS}", or context identifiers with commas between`;
  throw new InvalidArgumentError(`Expected ${expected}, such as Cust12345,Cust67890.`);
}

function partsOf(text: string): readonly string[] {
  return text.split(',').map((part) => part.trim());
}
