/** The filter options that the commands on the audit trail share. */
import { type Command, Option } from 'commander';
import { type AuditFilter, type AuditOutcome, auditOutcomes } from '../../../domain/audit/audit.ts';
import type { TenantRegistry } from '../../../tenant-services.ts';
import { CliError } from '../../cli-error.ts';
import { addDataOption, type DataOptions } from '../../data-option.ts';
import { exitCodes } from '../../exit-codes.ts';

export interface FilterOptions extends DataOptions {
  readonly tenant?: string;
  readonly user?: string;
  readonly outcome?: AuditOutcome;
}

export function addFilterOptions(command: Command): Command {
  return addDataOption(command)
    .option(
      '--tenant <context identifier>',
      'only what happened at this tenant of an Online installation, which may be gone',
    )
    .option('--user <name>', 'only what this user did, or what was done to the user')
    .addOption(
      new Option('--outcome <outcome>', 'only what had this outcome').choices(auditOutcomes),
    );
}

/** @throws CliError `usage` when a tenant is given on-site. */
export function filterOf(
  { installation }: TenantRegistry,
  { tenant, user, outcome }: FilterOptions,
): AuditFilter {
  if (tenant !== undefined && installation.mode === 'onsite') {
    const problem = 'This installation is on-site and has no tenants. Leave out --tenant.';
    throw new CliError(exitCodes.usage, problem);
  }
  return {
    ...(tenant !== undefined && { tenant }),
    ...(user !== undefined && { user }),
    ...(outcome !== undefined && { outcome }),
  };
}
