/** `token`: what an access token says, and whether it is valid. */
import type { Command } from 'commander';
import type { AccessTokenClaims } from '../../domain/access-token.ts';
import type { AccessTokenRefusal } from '../../domain/access-tokens.ts';
import type { Office } from '../../office.ts';
import { CliError } from '../cli-error.ts';
import { addDataOption, withOffice } from '../data-option.ts';
import { exitCodes } from '../exit-codes.ts';
import { readSecretArgument } from '../secret-argument.ts';
import { printRecord, printTime, type Terminal } from '../terminal.ts';

interface Times {
  readonly validFrom: string | null;
  readonly validTo: string | null;
}

const reasons = {
  malformed: () => 'it is no access token: one is 8A: followed by base64',
  'unknown-version': () => 'it has a form that this version of Ticketoffice does not know',
  'unknown-key': () => 'it was sealed with a key that is not, or no longer, of this installation',
  forged: () => 'it was changed or forged: its seal does not fit',
  'not-yet-valid': ({ validFrom }) => `it is not valid before ${validFrom}`,
  expired: ({ validTo }) => `it expired at ${validTo}`,
  'session-ended': () =>
    'its session has ended: the ticket was revoked or expired, or the user was disabled or given a new password',
} as const satisfies Record<AccessTokenRefusal, (times: Times) => string>;

interface TokenInspectOptions {
  readonly data: string;
  readonly json?: boolean;
}

export function addTokenCommand(program: Command, terminal: Terminal): void {
  const token = program
    .command('token')
    .summary('inspect access tokens')
    .description('Access tokens: what they say.')
    .addHelpText('after', '\nExample:\n  $ ticketoffice token inspect - < token.txt');
  addDataOption(token.command('inspect'))
    .summary('show what an access token says, and whether it is valid')
    .description(
      'Shows what an access token says and whether it is valid now. Exits with 5 when it is not. The\n' +
        'session key of a CS session is not shown.',
    )
    .argument('<token>', 'the access token; - reads it from standard input')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice token inspect - < token.txt')
    .action(async (given: string, { data, json = false }: TokenInspectOptions) => {
      const text = await readSecretArgument(terminal, given);
      await withOffice(data, (office) => inspect(office, terminal, json, text));
    });
}

/** @throws CliError `refused`, after printing, for a token that is not valid. */
async function inspect(
  office: Office,
  terminal: Terminal,
  json: boolean,
  text: string,
): Promise<void> {
  const verdict = await office.accessTokens.verify(text);
  const { valid, claims } = verdict;
  const refusal = verdict.valid ? null : verdict.refusal;
  const times = timesOf(claims);
  const reason = refusal === null ? null : reasons[refusal](times);
  printRecord(terminal, json, {
    valid,
    ...(json ? { refusal } : {}),
    reason,
    ...(claims === null ? {} : await contentOf(office, claims)),
    ...(claims === null ? {} : times),
  });
  if (reason !== null) throw new CliError(exitCodes.refused, `The token is not valid: ${reason}.`);
}

function timesOf(claims: AccessTokenClaims | null): Times {
  return {
    validFrom: printTime(claims?.validFromMs ?? null),
    validTo: printTime(claims?.validToMs ?? null),
  };
}

async function contentOf({ stores }: Office, claims: AccessTokenClaims) {
  const associate = await stores.associates.find(claims.associateId);
  return {
    tokenId: claims.tokenId,
    user: associate?.name ?? null,
    ticketId: claims.ticketId,
    csLoginId: claims.csSession?.loginId ?? null,
    csUserId: claims.csSession?.csUserId ?? null,
  };
}
