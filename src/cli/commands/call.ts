/** `call`: logs in at a server (this one or the original) and prints an access token. */
import type { Command } from 'commander';
import {
  FaultError,
  LoginRefusedError,
  ServiceException,
  TicketofficeClient,
  TransportError,
} from '../../client/client.ts';
import {
  type ApplicationTokenOptions,
  addApplicationTokenOptions,
  readApplicationToken,
} from '../application-token-input.ts';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { explainTransport } from '../explain-transport.ts';
import { parseBaseUrl } from '../option-values.ts';
import { passwordStdinFlag, passwordStdinHelp, readPassword } from '../password-input.ts';
import { printRecord, type Terminal } from '../terminal.ts';
import { trustOnly } from '../trusted-signers.ts';

interface CallFlags extends ApplicationTokenOptions {
  readonly url: string;
  readonly user: string;
  readonly ca?: string;
  readonly csSession?: boolean;
  readonly json?: boolean;
}

export function addCallCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('call')
    .summary('log in at a server and print an access token')
    .description(
      'Logs in with user name and password by SOAP, asks for an access token and prints it. Works ' +
        'against this server and against an original.',
    )
    .requiredOption(
      '--url <base>',
      'URL in front of /Remote, such as https://crm.example.com',
      parseBaseUrl,
    )
    .requiredOption('--user <name>', 'user name or e-mail address')
    .option(passwordStdinFlag, passwordStdinHelp);
  addApplicationTokenOptions(command)
    .option(
      '--ca <file>',
      "who signs the server's certificate, PEM; in place of the signers that Node trusts",
    )
    .option('--cs-session', 'also start a CS session, which the token carries')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ echo demo | ticketoffice call --url http://127.0.0.1:8088 --user demo --password-stdin',
    )
    .action((flags: CallFlags) => call(flags, terminal));
}

async function call(flags: CallFlags, terminal: Terminal): Promise<void> {
  const { url, user, passwordStdin, ca, csSession, json = false } = flags;
  if (ca !== undefined) await trustOnly(ca);
  const applicationToken = await readApplicationToken(flags, terminal);
  const password = await readPassword(terminal, { passwordStdin, twice: false });
  const client = new TicketofficeClient({
    baseUrl: url,
    userName: user,
    password,
    applicationToken,
  });
  const options = { includeCsSession: csSession };
  const accessToken = await client.getAccessToken(options).catch(async (error: unknown) => {
    throw await callError(error, url);
  });
  if (!/^[\x21-\x7e]+$/.test(accessToken)) {
    throw new CliError(exitCodes.failure, 'The server answered something else than a token.');
  }
  if (json) printRecord(terminal, true, { accessToken });
  else terminal.print(accessToken);
}

async function callError(error: unknown, url: string): Promise<unknown> {
  if (error instanceof LoginRefusedError) return new CliError(exitCodes.refused, error.message);
  if (error instanceof ServiceException) {
    const code = error.isSessionRefused ? exitCodes.refused : exitCodes.failure;
    return new CliError(code, `${error.exceptionType}: ${error.friendlyText}`);
  }
  if (error instanceof FaultError) {
    return new CliError(exitCodes.failure, `SOAP fault ${error.code}: ${error.message}`);
  }
  if (error instanceof TransportError) {
    return new CliError(exitCodes.failure, await explainTransport(error, url));
  }
  return error;
}
