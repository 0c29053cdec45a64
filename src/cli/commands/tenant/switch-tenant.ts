/** `tenant suspend` and `tenant resume`. */
import type { Command } from 'commander';
import { addDataOption, type DataOptions } from '../../data-option.ts';
import { withTenants } from '../../find-tenant.ts';
import { asOperator } from '../../operator-name.ts';
import { addSwitchCommand, type Switched } from '../../switch-command.ts';
import { findTenant } from '../../tenant-option.ts';
import type { Terminal } from '../../terminal.ts';
import { recordOfTenant, tenantArgumentHelp } from './tenant-record.ts';

const argument = ['tenant', tenantArgumentHelp] as const;

export function addTenantSwitchCommands(tenant: Command, terminal: Terminal): void {
  const suspending = {
    summary: 'stop serving a tenant',
    description:
      'Refuses every call at the tenant from now on. Nothing is removed: once it is resumed, tickets ' +
      'and access tokens that have not expired work again. Suspending twice changes nothing.',
    argument,
    example: 'tenant suspend Cust12345',
    changed: 'is suspended: calls there are refused.',
    unchanged: 'was suspended already.',
  };
  const resuming = {
    summary: 'serve a suspended tenant again',
    description:
      'Serves a suspended tenant again. Tickets and access tokens from before work unless they have ' +
      'expired. Resuming twice changes nothing.',
    argument,
    example: 'tenant resume Cust12345',
    changed: 'is served again.',
    unchanged: 'was not suspended.',
  };
  const switchTo = (suspended: boolean) => (options: DataOptions, given: string) =>
    switchTenant(options, given, suspended);
  addSwitchCommand(addDataOption(tenant.command('suspend')), terminal, suspending, switchTo(true));
  addSwitchCommand(addDataOption(tenant.command('resume')), terminal, resuming, switchTo(false));
}

function switchTenant(options: DataOptions, given: string, suspended: boolean): Promise<Switched> {
  return withTenants({ ...options, mayUseReserve: suspended }, async (registry) => {
    const { contextIdentifier, suspendedAtMs } = await findTenant(registry, given);
    const operator = asOperator('administer-installation');
    if (suspended) await registry.tenants.suspend(operator, contextIdentifier);
    else await registry.tenants.resume(operator, contextIdentifier);
    return {
      name: contextIdentifier,
      wasSoBefore: (suspendedAtMs !== null) === suspended,
      record: recordOfTenant(await findTenant(registry, contextIdentifier)),
    };
  });
}
