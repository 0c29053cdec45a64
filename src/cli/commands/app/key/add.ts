/** `app key add`: registers a public key of an application. */
import type { Command } from 'commander';
import type { Application } from '../../../../domain/applications/application.ts';
import { type PublicKey, publicKeysMax, thumbprintOf } from '../../../../domain/keys/public-key.ts';
import type { TenantRegistry } from '../../../../tenant-services.ts';
import { CliError } from '../../../cli-error.ts';
import { addDataOption, type DataOptions, withRegistry } from '../../../data-option.ts';
import { exitCodes } from '../../../exit-codes.ts';
import { findApplication } from '../../../find-application.ts';
import { asOperator } from '../../../operator-name.ts';
import { printRecord, type Terminal } from '../../../terminal.ts';
import { applicationArgumentHelp } from '../application-record.ts';
import { readPublicKey } from './key-input.ts';
import { recordOfKey } from './key-record.ts';

interface KeyAddOptions extends DataOptions {
  readonly file: string;
  readonly json?: boolean;
}

export function addAppKeyAddCommand(key: Command, terminal: Terminal): void {
  addDataOption(key.command('add'))
    .summary('register a public key')
    .description(
      'Registers a public key: EC on P-256, Ed25519, or RSA of 2048 bits at least; a private key is ' +
        'refused. The kid of a JSON Web Key names it; else its thumbprint (RFC 7638) does. An ' +
        `application has ${publicKeysMax} keys at most, so that one can be replaced while it still works.`,
    )
    .argument('<name>', applicationArgumentHelp)
    .requiredOption(
      '--file <file>',
      'the key as JSON Web Key, PEM or RSAKeyValue; - reads it from standard input',
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice app key add "Fjord Reports" --file reports-public.pem',
    )
    .action(async (name: string, options: KeyAddOptions) => {
      const { file, json = false } = options;
      const added = await readPublicKey(terminal, file);
      await withRegistry(options, async (registry) => {
        const application = await findApplication(registry, name);
        const isNew = await addKey(registry, application, added);
        const { clientId, name: told } = application;
        printRecord(terminal, json, { clientId, name: told, ...recordOfKey(added) });
        if (!isNew) terminal.note(`${told} had this key already. Nothing was changed.`);
      });
    });
}

/** Returns whether the key is new. @throws CliError `conflict` */
async function addKey(
  { applicationAdministration }: TenantRegistry,
  application: Application,
  added: PublicKey,
): Promise<boolean> {
  const { id, name, publicKeys } = application;
  const same = publicKeys.find(({ keyId }) => keyId === added.keyId);
  if (same && thumbprintOf(same.jwk) === thumbprintOf(added.jwk)) return false;
  if (same) {
    const problem = `${name} has another key with this kid already. Choose another kid.`;
    throw new CliError(exitCodes.conflict, problem);
  }
  if (publicKeys.length >= publicKeysMax) {
    const advice = 'Remove one with "ticketoffice app key remove NAME KID".';
    const problem = `${name} has ${publicKeysMax} keys already, which is the most there can be.`;
    throw new CliError(exitCodes.conflict, `${problem} ${advice}`);
  }
  const operator = asOperator('administer-installation');
  const given = { publicKeys: [...publicKeys, added] };
  await applicationAdministration.change(operator, id, given);
  return true;
}
