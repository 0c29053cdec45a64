/** `cs-session list`: lists live CS sessions, without their keys. */
import type { Command } from 'commander';
import type { ViewedCsSession } from '../../../domain/sessions/session-views.ts';
import { findUser } from '../../find-user.ts';
import { asOperator } from '../../operator-name.ts';
import { wholeNumberFrom } from '../../option-values.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRows, printTime, type Terminal } from '../../terminal.ts';
import { addIdleTimeOptions, type IdleTimeOptions, idleTimeHelp, readIdleMs } from './idle-time.ts';

const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 10_000;

interface CsSessionListOptions extends TenantOptions, IdleTimeOptions {
  readonly user?: string;
  readonly limit: number;
  readonly json?: boolean;
}

export function addCsSessionListCommand(csSession: Command, terminal: Terminal): void {
  addIdleTimeOptions(addTenantOptions(csSession.command('list')))
    .summary('list live CS sessions')
    .description(
      'Lists the CS sessions that can be used now, the last active first. A session expires ' +
        'with its access token, or earlier when it is not used. Last activity is accurate to a ' +
        'minute. The audit trail records who looked.\n\n' +
        idleTimeHelp,
    )
    .option('--user <name>', 'only those of this user')
    .option('--limit <number>', 'how many at most', wholeNumberFrom(1, LIMIT_MAX), LIMIT_DEFAULT)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice cs-session list --user anna')
    .action(async (options: CsSessionListOptions) => {
      const { user, limit, json = false } = options;
      const csSessionIdleMs = await readIdleMs(options, terminal);
      await withTenantServices({ ...options, csSessionIdleMs }, async (services) => {
        const associateId = user === undefined ? undefined : (await findUser(services, user)).id;
        const reader = asOperator('read-sessions');
        const { items, isCut } = await services.sessionViews.csSessions(reader, {
          associateId,
          limit,
        });
        printRows(terminal, json, items.map(recordOf));
        if (items.length === 0) terminal.note('There are no live CS sessions.');
        if (isCut) terminal.note(`There are more than these ${limit}; see --limit.`);
      });
    });
}

function recordOf(session: ViewedCsSession) {
  return {
    loginId: session.loginId,
    user: session.user,
    csUserId: session.csUserId,
    from: session.clientAddress,
    origin: session.origin,
    started: printTime(session.startedAtMs),
    lastActive: printTime(session.lastActiveAtMs),
    expires: printTime(session.endsAtMs),
  };
}
