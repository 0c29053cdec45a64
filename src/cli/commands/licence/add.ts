/** `licence add`: adds a licence. */
import type { Command } from 'commander';
import { foldName } from '../../../domain/names.ts';
import type { TenantServices } from '../../../tenant-services.ts';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { tenantFlag } from '../../find-tenant.ts';
import { asOperator } from '../../operator-name.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { recordOfLicence } from './licence-record.ts';
import { addModuleOptions, givenModule, type ModuleOptions } from './module-options.ts';

interface LicenceAddOptions extends TenantOptions, ModuleOptions {
  readonly owner?: string;
  readonly json?: boolean;
}

export function addLicenceAddCommand(licence: Command, terminal: Terminal): void {
  const command = addTenantOptions(licence.command('add'))
    .summary('add a licence')
    .description(
      'Adds a licence: by default of the kind user, with one seat, and assigned to nobody.',
    )
    .argument('<name>', 'name of the licence, which no other of the owner has')
    .option('--owner <name>', 'owner of the licence (default: the first that there is)');
  addModuleOptions(command)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice licence add route-planner --seats 10 --description Routes',
    )
    .action(async (name: string, { json = false, ...options }: LicenceAddOptions) => {
      await withTenantServices(options, async (services) => {
        const modules = await services.stores.licences.listModules();
        const module = await services.licences.saveModule(asOperator('change-licences'), {
          ownerId: await findOwnerId(services, options.owner),
          name,
          description: '',
          tooltip: '',
          version: '1.0',
          kind: 'user',
          isUnrestricted: false,
          seats: 1,
          extraFlags: 0,
          allowedTypes: [],
          extraInfo: '',
          sortOrder: Math.max(0, ...modules.map(({ sortOrder }) => sortOrder)) + 1,
          isHidden: false,
          prerequisite: null,
          ...givenModule(options),
        });
        printRecord(terminal, json, await recordOfLicence(services, { module, inUse: 0 }));
      });
    });
}

async function findOwnerId(services: TenantServices, given: string | undefined): Promise<number> {
  const owners = await services.stores.licences.listOwners();
  const found = owners.find(
    ({ name }) => given === undefined || foldName(name) === foldName(given),
  );
  if (found) return found.id;
  const command = `ticketoffice licence owner${tenantFlag(services)}`;
  const problem = given === undefined ? 'There is no licence owner.' : 'There is no such owner.';
  throw new CliError(exitCodes.notFound, `${problem} See which there are with "${command}".`);
}
