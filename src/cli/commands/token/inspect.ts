/** `token inspect`: prints the content of an access token, and whether it is valid. */
import type { Command } from 'commander';
import type { InspectedToken } from '../../../domain/sessions/token-inspector.ts';
import type { TenantRegistry } from '../../../tenant-services.ts';
import { CliError } from '../../cli-error.ts';
import { addDataOption, withRegistry } from '../../data-option.ts';
import { exitCodes } from '../../exit-codes.ts';
import { asOperator } from '../../operator-name.ts';
import { readSecretArgument } from '../../secret-argument.ts';
import { printRecord, printTime, type Terminal } from '../../terminal.ts';
import {
  addIdleTimeOptions,
  type IdleTimeOptions,
  idleTimeHelp,
  readIdleMs,
} from '../cs-session/idle-time.ts';

interface TokenInspectOptions extends IdleTimeOptions {
  readonly json?: boolean;
}

export function addTokenInspectCommand(token: Command, terminal: Terminal): void {
  addIdleTimeOptions(addDataOption(token.command('inspect')))
    .summary('show what an access token says, and whether it is valid')
    .description(
      'Shows the content of an access token (also a JWT) and whether it is valid now. Exits ' +
        'with 5 when it is not. For a CS session it shows whether it is active, but not its key. ' +
        'Online, the token names its tenant.\n\n' +
        idleTimeHelp,
    )
    .argument('<token>', 'the access token; - reads it from standard input')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice token inspect - < token.txt')
    .action(async (given: string, options: TokenInspectOptions) => {
      const csSessionIdleMs = await readIdleMs(options, terminal);
      const text = await readSecretArgument(terminal, given);
      await withRegistry({ ...options, csSessionIdleMs }, (registry) =>
        inspect(registry, terminal, options.json ?? false, text),
      );
    });
}

/** @throws CliError `refused`, after printing, when the token is not valid. */
async function inspect(
  { tokenInspector, installation }: TenantRegistry,
  terminal: Terminal,
  json: boolean,
  text: string,
): Promise<void> {
  const inspected = await tokenInspector.inspectToken(asOperator('read-sessions'), text);
  const { refusal, reason, facts, user, application } = inspected;
  printRecord(terminal, json, {
    valid: refusal === null,
    ...(json ? { refusal } : {}),
    reason,
    ...(facts && {
      tokenId: facts.tokenId,
      ...(installation.mode === 'online' ? { tenant: facts.contextIdentifier } : {}),
      user,
      application: application?.name ?? null,
      ...(json ? { clientId: application?.clientId ?? null } : {}),
      ticketId: facts.ticketId,
      ...jwtPartOf(inspected),
      ...csSessionOf(inspected),
      validFrom: printTime(facts.validFromMs),
      validTo: printTime(facts.validToMs),
    }),
  });
  if (reason !== null) throw new CliError(exitCodes.refused, `The token is not valid: ${reason}.`);
}

/** The fields that only a JWT has. */
function jwtPartOf({ jwt }: InspectedToken) {
  if (jwt === null) return {};
  const { origin_jti: accessTokenId = null, iss: issuer, aud = [] } = jwt;
  return { accessTokenId, issuer, audience: [aud].flat() };
}

/** The fields that only an access token has. */
function csSessionOf({ kind, csSession }: InspectedToken) {
  if (kind === 'jwt') return {};
  return {
    csLoginId: csSession?.loginId ?? null,
    csUserId: csSession?.csUserId ?? null,
    csActive: csSession?.isActive ?? null,
  };
}
