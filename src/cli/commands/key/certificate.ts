/** `key certificate`: hands out the certificate of the key that signs at the Online login. */
import type { Command } from 'commander';
import { certificatePem } from '../../../domain/keys/certificate.ts';
import { CliError } from '../../cli-error.ts';
import { createFile } from '../../create-file.ts';
import { addDataOption, type DataOptions, withRegistry } from '../../data-option.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { Terminal } from '../../terminal.ts';

interface KeyCertificateOptions extends DataOptions {
  readonly der?: string;
}

export function addKeyCertificateCommand(key: Command, terminal: Terminal): void {
  addDataOption(key.command('certificate'))
    .summary('print the certificate of the Online login')
    .description(
      'Prints the certificate of the key that signs tokens of the Online login, for clients that ' +
        'carry it as a file. It holds no secret. A running server has it at ' +
        '/login/.well-known/certificate.pem and certificate.cer too.',
    )
    .option('--der <file>', 'create this file with the certificate in DER instead')
    .addHelpText('after', '\nExample:\n  $ ticketoffice key certificate > login.crt')
    .action(async (options: KeyCertificateOptions) => {
      const { der } = options;
      await withRegistry(options, async ({ installation, federationKeys }) => {
        if (installation.mode === 'onsite') {
          const problem = 'Only Online installations have a login with a certificate.';
          throw new CliError(exitCodes.conflict, problem);
        }
        const { certificate, keyId } = await federationKeys.current();
        if (der === undefined) terminal.print(certificatePem(certificate).trimEnd());
        else await writeCertificate(der, certificate);
        terminal.note(`The SHA-1 thumbprint is ${keyId}.`);
      });
    });
}

async function writeCertificate(path: string, certificate: Uint8Array): Promise<void> {
  await using file = await createFile(path, '--der');
  await file.writeFile(certificate);
}
