/** `seed apply`: changes an installation to hold what a seed file says. */
import type { Command } from 'commander';
import { type ApplyOptions, applySeed } from '../../apply-seed.ts';
import { addDataOption, type DataOptions, withRegistry } from '../../data-option.ts';
import { readSeedFile } from '../../seed-input.ts';
import { printRows, type Terminal } from '../../terminal.ts';

interface SeedApplyOptions extends ApplyOptions, DataOptions {}

export function addSeedApplyCommand(seed: Command, terminal: Terminal): void {
  addDataOption(seed.command('apply'))
    .summary('make an installation hold what a seed file says')
    .description(
      'Adds and changes the records that a seed file (YAML or JSON) names, and prints the ' +
        'changes. Applying it again changes nothing. Everything that the file does not mention ' +
        'stays unchanged. A new password ends the sessions of its user. Either all changes are ' +
        'made or none. Running servers wait with their writes meanwhile, and apply the changes ' +
        'at their next request.',
    )
    .argument('<file>', 'the seed file; - reads it from standard input')
    .option(
      '--prune',
      'also remove what the file does not name, in the sections that it has; users with all their ' +
        'sessions; roles that must stay are left',
    )
    .option('--dry-run', 'only print what would change')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice seed apply seed.yaml --prune --dry-run')
    .action(async (file: string, options: SeedApplyOptions) => {
      const wanted = await readSeedFile(file, terminal);
      await withRegistry(options, async (registry) => {
        const told = await applySeed(registry, wanted, terminal, options);
        if (options.json) printRows(terminal, true, told);
      });
    });
}
