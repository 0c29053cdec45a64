/** `licence owner`: manages licence owners and when their licences expire. */
import { type Command, InvalidArgumentError } from 'commander';
import type { LicenceOwner } from '../../../domain/licences/licence.ts';
import { foldName } from '../../../domain/names.ts';
import { asOperator } from '../../operator-name.ts';
import { parseMoment } from '../../option-values.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, printRows, printTime, type Terminal } from '../../terminal.ts';

const NEVER = 'never';

interface LicenceOwnerOptions extends TenantOptions {
  readonly description?: string;
  readonly expires?: number | typeof NEVER;
  readonly json?: boolean;
}

export function addLicenceOwnerCommand(licence: Command, terminal: Terminal): void {
  addTenantOptions(licence.command('owner'))
    .summary('list the owners of licences, or add or change one')
    .description(
      'Lists the owners of licences. With a name, it adds the owner or changes the given ' +
        'fields. The date when the licences end is only information for clients: nothing ends by ' +
        'it.',
    )
    .argument('[name]', 'name of the owner; upper and lower case are the same')
    .option('--description <text>', 'who it is')
    .option('--expires <time>', 'when its licences end, such as 2027-01-01, or "never"', parseEnd)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice licence owner SUPEROFFICE --expires never')
    .action(async (given: string | undefined, options: LicenceOwnerOptions) => {
      const { description, expires, json = false } = options;
      await withTenantServices(options, async ({ licences }) => {
        const owners = await licences.listOwners(asOperator('read-lists'));
        if (given === undefined) return printRows(terminal, json, owners.map(recordOfOwner));
        const before = owners.find(({ name }) => foldName(name) === foldName(given));
        const saved = await licences.saveOwner(asOperator('change-licences'), {
          name: given,
          ...before,
          description: description ?? before?.description ?? '',
          expiresAtMs: expires === NEVER ? null : (expires ?? before?.expiresAtMs ?? null),
        });
        printRecord(terminal, json, recordOfOwner(saved));
      });
    });
}

function recordOfOwner({ id, name, description, expiresAtMs }: LicenceOwner) {
  return { id, name, description, expires: printTime(expiresAtMs) };
}

function parseEnd(text: string): number | typeof NEVER {
  if (text === NEVER) return text;
  try {
    return parseMoment(text);
  } catch {
    throw new InvalidArgumentError('Expected a time such as 2027-01-01, or never.');
  }
}
