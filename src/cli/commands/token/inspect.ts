/** `token inspect`: prints the content of an access token, and whether it is valid. */
import type { Command } from 'commander';
import type { Application } from '../../../domain/applications/application.ts';
import { CsSessions } from '../../../domain/sessions/cs-sessions.ts';
import type { TenantRegistry } from '../../../tenant-services.ts';
import { CliError } from '../../cli-error.ts';
import { addDataOption, withRegistry } from '../../data-option.ts';
import { exitCodes } from '../../exit-codes.ts';
import { readSecretArgument } from '../../secret-argument.ts';
import { printRecord, printTime, type Terminal } from '../../terminal.ts';
import {
  addIdleTimeOptions,
  type IdleTimeOptions,
  idleTimeHelp,
  readIdleMs,
} from '../cs-session/idle-time.ts';
import { type OpenedToken, openToken, type UselessToken } from './open-token.ts';
import { explainRefusal, type Refusal } from './refusal-reasons.ts';

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
      const idleMs = await readIdleMs(options, terminal);
      const text = await readSecretArgument(terminal, given);
      await withRegistry(options, (registry) =>
        inspect(registry, terminal, options.json ?? false, { text, idleMs }),
      );
    });
}

/** @throws CliError `refused`, after printing, when the token is not valid. */
async function inspect(
  registry: TenantRegistry,
  terminal: Terminal,
  json: boolean,
  { text, idleMs }: { readonly text: string; readonly idleMs: number },
): Promise<void> {
  const opened = await openToken(registry, text);
  const refusal = await refusalOf(opened, text);
  const application = await applicationOf(registry, opened);
  const reason = refusal === null ? null : explainRefusal(refusal, opened, application);
  const { facts } = opened;
  printRecord(terminal, json, {
    valid: refusal === null,
    ...(json ? { refusal } : {}),
    reason,
    ...(facts && {
      tokenId: facts.tokenId,
      ...(registry.installation.mode === 'online' ? { tenant: facts.contextIdentifier } : {}),
      user: await userNameOf(opened),
      application: application?.name ?? null,
      ...(json ? { clientId: application?.clientId ?? null } : {}),
      ticketId: facts.ticketId,
      ...jwtPartOf(opened),
      ...(await csSessionOf(opened, refusal, idleMs)),
      validFrom: printTime(facts.validFromMs),
      validTo: printTime(facts.validToMs),
    }),
  });
  if (reason !== null) throw new CliError(exitCodes.refused, `The token is not valid: ${reason}.`);
}

/** A suspended tenant is the last reason, because other reasons remain after it is resumed. */
async function refusalOf(
  opened: OpenedToken | UselessToken,
  text: string,
): Promise<Refusal | null> {
  if (opened.flaw !== null) return opened.flaw;
  const { accessTokens, jwtAccessTokens } = opened.services;
  const verdict = await (opened.jwt ? jwtAccessTokens.judge(text) : accessTokens.verify(text));
  if (!verdict.valid) return verdict.refusal;
  return opened.tenant.suspendedAtMs === null ? null : 'tenant-suspended';
}

/** The application on whose behalf the token was issued; null when there is none. */
async function applicationOf(
  { stores: { applications } }: TenantRegistry,
  opened: OpenedToken | UselessToken,
): Promise<Application | null> {
  if (opened.facts === null) return null;
  const { jwt, access } = opened;
  if (jwt) return applications.findByClientId(jwt.client_id);
  const id = access?.applicationId ?? null;
  return id === null ? null : applications.find(id);
}

async function userNameOf(opened: OpenedToken | UselessToken): Promise<string | null> {
  if (opened.flaw !== null) return null;
  const { facts, services } = opened;
  return (await services.stores.associates.find(facts.associateId))?.name ?? null;
}

/** The fields that only a JWT has. */
function jwtPartOf(opened: OpenedToken | UselessToken) {
  if (opened.facts === null || opened.jwt === null) return {};
  const { origin_jti: accessTokenId = null, iss: issuer, aud = [] } = opened.jwt;
  return { accessTokenId, issuer, audience: [aud].flat() };
}

async function csSessionOf(
  opened: OpenedToken | UselessToken,
  refusal: Refusal | null,
  idleMs: number,
) {
  if (opened.facts === null || opened.access === null) return {};
  const { csSession } = opened.access;
  return {
    csLoginId: csSession?.loginId ?? null,
    csUserId: csSession?.csUserId ?? null,
    csActive: csSession && refusal === null && (await isActive(opened, idleMs)),
  };
}

/** Uses the idle time of the server, which a command's TenantServices do not know. */
async function isActive(opened: OpenedToken | UselessToken, idleMs: number): Promise<boolean> {
  if (opened.flaw !== null || !opened.access?.csSession) return false;
  const { stores, clock } = opened.services;
  const rules = new CsSessions({ csSessions: stores.csSessions, clock, csSessionIdleMs: idleMs });
  return (await rules.find(opened.access.csSession)) !== null;
}
