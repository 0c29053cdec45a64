/** `token revoke`: ends an access token and everything that was obtained with it. */
import type { Command } from 'commander';
import { type OpenedToken, openToken } from '../../../domain/sessions/open-token.ts';
import { explainRefusal } from '../../../domain/sessions/token-refusals.ts';
import type { TenantServices } from '../../../tenant-services.ts';
import { CliError } from '../../cli-error.ts';
import { addDataOption, type DataOptions, withRegistry } from '../../data-option.ts';
import { exitCodes } from '../../exit-codes.ts';
import { asOperator } from '../../operator-name.ts';
import { readSecretArgument } from '../../secret-argument.ts';
import { printRecord, printTime, type Terminal } from '../../terminal.ts';

export function addTokenRevokeCommand(token: Command, terminal: Terminal): void {
  addDataOption(token.command('revoke'))
    .summary('end an access token with all that it was used for')
    .description(
      'Ends an access token, the CS session that it carries, and every ticket that it was ' +
        'traded for. The ticket that it was issued for stays. For an expired token, it ends the ' +
        'tickets that still live. Revoking twice changes nothing. Exits with 5 for text that is ' +
        'not an access token of this installation. Online, the token names its tenant. Resource ' +
        'servers may accept a revoked JWT until it expires, unless they ask this server.',
    )
    .argument('<token>', 'the access token; - reads it from standard input')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice token revoke - < token.txt')
    .action(async (given: string, options: DataOptions & { json?: boolean }) => {
      const { json = false } = options;
      const text = await readSecretArgument(terminal, given);
      await withRegistry({ ...options, mayUseReserve: true }, async (registry) => {
        const opened = await openToken(registry, text);
        if (opened.flaw !== null) {
          const reason = explainRefusal(opened.flaw, opened, null);
          const problem = `There is nothing to revoke: ${reason}.`;
          throw new CliError(exitCodes.refused, problem);
        }
        const before = await registry.stores.revokedTokens.has(opened.facts.tokenId);
        const services = registry.of(opened.tenant);
        const revoked = await revoke(services, opened);
        const { contextIdentifier } = opened.tenant;
        const tenant = contextIdentifier === '' ? {} : { tenant: contextIdentifier };
        printRecord(terminal, json, { tokenId: opened.facts.tokenId, ...tenant, ...revoked });
        noteState(terminal, opened, services.clock.now(), before);
      });
    });
}

async function revoke(services: TenantServices, { facts, access, jwt }: OpenedToken) {
  const { associates, tickets } = services.stores;
  const { associateId } = facts;
  const listIds = async () => {
    const live = await tickets.listLive(services.clock.now(), Number.MAX_SAFE_INTEGER, associateId);
    return live.map(({ id }) => id);
  };
  const idsBefore = await listIds();
  const operator = asOperator('end-sessions');
  if (access) await services.sessionAdministration.revokeAccessToken(operator, access);
  if (jwt) await services.sessionAdministration.revokeJwt(operator, jwt);
  const idsAfter = new Set(await listIds());
  const user = (await associates.find(associateId))?.name ?? null;
  const ticketsEnded = idsBefore.filter((id) => !idsAfter.has(id)).length;
  return { user, ticketsEnded };
}

function noteState(
  terminal: Terminal,
  { facts: { validToMs }, jwt }: OpenedToken,
  nowMs: number,
  revoked: boolean,
): void {
  if (revoked) {
    terminal.note('The token was revoked already. Nothing was changed.');
  } else if (validToMs <= nowMs) {
    const ended = jwt ? 'Nothing was changed.' : 'What it was traded for has ended.';
    terminal.note(`The token had expired already. ${ended}`);
  } else if (jwt) {
    const until = printTime(validToMs);
    terminal.note(`Whoever verifies it without asking here accepts it until ${until}.`);
  }
}
