/** `cs-session list`: lists live CS sessions, without their keys. */
import type { Command } from 'commander';
import type { CsSession } from '../../../domain/sessions/cs-session.ts';
import type { TenantServices } from '../../../tenant-services.ts';
import { findUser, findUserNames } from '../../find-user.ts';
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
        'minute.\n\n' +
        idleTimeHelp,
    )
    .option('--user <name>', 'only those of this user')
    .option('--limit <number>', 'how many at most', wholeNumberFrom(1, LIMIT_MAX), LIMIT_DEFAULT)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice cs-session list --user anna')
    .action(async (options: CsSessionListOptions) => {
      const { user, limit, json = false } = options;
      const idleMs = await readIdleMs(options, terminal);
      await withTenantServices(options, async (services) => {
        const associateId = user === undefined ? undefined : (await findUser(services, user)).id;
        const { csSessions } = services.stores;
        const now = services.clock.now();
        const live = await csSessions.listLive(now, now - idleMs, limit + 1, associateId);
        printRows(terminal, json, await rowsOf(services, live.slice(0, limit), idleMs));
        if (live.length === 0) terminal.note('There are no live CS sessions.');
        if (live.length > limit) terminal.note(`There are more than these ${limit}; see --limit.`);
      });
    });
}

async function rowsOf({ stores }: TenantServices, sessions: readonly CsSession[], idleMs: number) {
  const ids = sessions.map(({ associateId }) => associateId);
  const names = await findUserNames(stores.associates, ids);
  return sessions.map((session) => ({
    loginId: session.loginId,
    user: names.get(session.associateId) ?? null,
    csUserId: session.csUserId,
    from: session.clientAddress,
    origin: session.origin,
    started: printTime(session.startedAtMs),
    lastActive: printTime(session.lastActiveAtMs),
    expires: printTime(Math.min(session.expiresAtMs, session.lastActiveAtMs + idleMs)),
  }));
}
