/** `seed`: applies and exports seed files, which describe the content of an installation. */
import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { addSeedApplyCommand } from './seed/apply.ts';
import { addSeedExportCommand } from './seed/export.ts';

export function addSeedCommand(program: Command, terminal: Terminal): void {
  const seed = program
    .command('seed')
    .summary('apply and export seed files')
    .description(
      'Seed files say what an installation holds: tenants, applications, users, roles, groups and ' +
        'licences. schemas/seed.schema.json describes their form.',
    )
    .addHelpText('after', '\nExample:\n  $ ticketoffice seed apply seed.yaml --dry-run');
  addSeedApplyCommand(seed, terminal);
  addSeedExportCommand(seed, terminal);
}
