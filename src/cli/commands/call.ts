/** `call`: logs in at a server, this one or an original, and prints an access token. */
import type { Command } from 'commander';
import {
  FaultError,
  LoginRefusedError,
  ServiceException,
  TicketofficeClient,
  TransportError,
} from '../../client/client.ts';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { parseHttpUrl } from '../option-values.ts';
import { passwordStdinFlag, passwordStdinHelp, readPassword } from '../password-input.ts';
import { printRecord, type Terminal } from '../terminal.ts';

interface CallFlags {
  readonly url: string;
  readonly user: string;
  readonly passwordStdin?: boolean;
  readonly appToken?: string;
  readonly csSession?: boolean;
  readonly json?: boolean;
}

export function addCallCommand(program: Command, terminal: Terminal): void {
  program
    .command('call')
    .summary('log in at a server and print an access token')
    .description(
      'Logs in with user name and password by SOAP, asks for an access token and prints it. Works\n' +
        'against this server and against an original.',
    )
    .requiredOption(
      '--url <base>',
      'URL in front of /Remote, such as https://crm.example.com',
      parseHttpUrl,
    )
    .requiredOption('--user <name>', 'user name or e-mail address')
    .option(passwordStdinFlag, passwordStdinHelp)
    .option('--app-token <token>', 'application token; needed by Online installations')
    .option('--cs-session', 'also start a CS session, which the token carries')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ echo demo | ticketoffice call --url http://127.0.0.1:8088 --user demo --password-stdin',
    )
    .action(async (flags: CallFlags) => {
      const client = new TicketofficeClient({
        baseUrl: flags.url,
        userName: flags.user,
        password: await readPassword(terminal, {
          passwordStdin: flags.passwordStdin,
          twice: false,
        }),
        applicationToken: flags.appToken,
      });
      const options = { includeCsSession: flags.csSession };
      const accessToken = await client.getAccessToken(options).catch((error: unknown) => {
        throw callError(error);
      });
      if (!/^[\x21-\x7e]+$/.test(accessToken)) {
        throw new CliError(exitCodes.failure, 'The server answered something else than a token.');
      }
      if (flags.json) printRecord(terminal, true, { accessToken });
      else terminal.print(accessToken);
    });
}

function callError(error: unknown): unknown {
  if (error instanceof LoginRefusedError) return new CliError(exitCodes.refused, error.message);
  if (error instanceof ServiceException) {
    const code = error.isSessionRefused ? exitCodes.refused : exitCodes.failure;
    return new CliError(code, `${error.exceptionType}: ${error.friendlyText}`);
  }
  if (error instanceof FaultError) {
    return new CliError(exitCodes.failure, `SOAP fault ${error.code}: ${error.message}`);
  }
  if (error instanceof TransportError) return new CliError(exitCodes.failure, error.message);
  return error;
}
