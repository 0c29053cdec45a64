/** `cs-session remove`: ends a CS session. Its ticket and access token stay valid. */
import type { Command } from 'commander';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { tenantFlag } from '../../find-tenant.ts';
import { asOperator } from '../../operator-name.ts';
import { wholeNumberFrom } from '../../option-values.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';

const LOGIN_ID_MAX = 2 ** 32 - 1;

export function addCsSessionRemoveCommand(csSession: Command, terminal: Terminal): void {
  addTenantOptions(csSession.command('remove'))
    .summary('end a CS session')
    .description(
      'Ends a CS session at once. The access token that carries it stays valid without it; "token ' +
        'revoke" ends both.',
    )
    .argument('<id>', 'login id of the CS session, as listed', wholeNumberFrom(1, LOGIN_ID_MAX))
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice cs-session remove 17')
    .action(async (loginId: number, options: TenantOptions & { json?: boolean }) => {
      await withTenantServices({ ...options, mayUseReserve: true }, async (services) => {
        const operator = asOperator('end-sessions');
        const session = await services.sessionAdministration.removeCsSession(operator, loginId);
        if (!session) {
          const command = `ticketoffice cs-session list${tenantFlag(services)}`;
          const problem = `There is no CS session ${loginId}. See which there are with "${command}".`;
          throw new CliError(exitCodes.notFound, problem);
        }
        const { associateId, csUserId } = session;
        const user = (await services.stores.associates.find(associateId))?.name ?? null;
        printRecord(terminal, options.json ?? false, { loginId, user, csUserId });
      });
    });
}
