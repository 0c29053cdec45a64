/**
 * Crash safety: the server is killed under load and loses nothing that it has returned to a
 * client.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { ServiceException, TicketofficeClient, TransportError } from '../src/client/client.ts';
import { parseTicket } from '../src/domain/sessions/ticket.ts';
import { onsiteTenant } from '../src/domain/tenants/tenant.ts';
import { createProfile } from '../src/domain/users/associate.ts';
import { createInstallation, openInstallation } from '../src/storage/data-directory.ts';
import { cheapHash } from './support/cheap-hash.ts';
import { sizeOf } from './support/long.ts';
import { ServerProcess } from './support/server-process.ts';
import { firstGroupId, plainRoleId } from './support/test-installation.ts';

const ROUNDS = sizeOf('KILLS', 2, 5);
const CLIENTS = 8;
/** Logins per round. The kill comes during the next ones. */
const LOGINS_PER_ROUND = sizeOf('LOGINS_PER_KILL', 20, 60);
const LOGINS_PER_CLIENT_MAX = 1_000;

const user = { userName: 'anna', password: 'open sesame' };

/** What a client has after a login. Each text comes from a complete answer. */
interface Held {
  readonly ticket: string;
  readonly tokens: string[];
  /** The ticket that an access token was traded for. It ends with the first ticket. */
  traded: string | null;
}

async function createTenantServices(data: string): Promise<void> {
  const company = { tenant: onsiteTenant('') };
  const { stores } = await createInstallation(data, company, Date.now());
  const tenant = await stores.tenants.find('');
  assert.ok(tenant);
  const { associates } = stores.ofTenant(tenant.id);
  const profile = createProfile(user.userName, plainRoleId, firstGroupId, {
    csUser: { id: 7, accessLevel: 0, status: 'normal' },
  });
  await associates.add(profile, cheapHash(user.password), Date.now());
  await stores.close();
}

async function serve(context: TestContext, data: string) {
  const server = ServerProcess.start(context, ['serve', '--data', data, '--port', '0']);
  return { server, baseUrl: await server.ready() };
}

/** Logs in, gets tokens and trades one, repeatedly until the server is gone. */
async function keepBusy(baseUrl: string, holdings: Held[], progress: () => void): Promise<void> {
  const { soPrincipal, user: userAgent } = new TicketofficeClient({ baseUrl, ...user });
  const logIn = { UserName: user.userName, Password: user.password };
  try {
    for (let count = 0; count < LOGINS_PER_CLIENT_MAX; count += 1) {
      const login = await soPrincipal.AuthenticateUsernamePassword(logIn);
      const ticket = login.Credentials?.Ticket ?? '';
      const held: Held = { ticket, tokens: [], traded: null };
      holdings.push(held);
      const headers = { Credentials: { Ticket: ticket } };
      let AccessToken = '';
      for (const IncludeCsSession of [false, true]) {
        const answer = await userAgent.GetAccessToken({ IncludeCsSession }, headers);
        AccessToken = answer.Response ?? '';
        held.tokens.push(AccessToken);
      }
      const trade = await soPrincipal.AuthenticateWithAccessToken({ AccessToken });
      held.traded = trade.Credentials?.Ticket ?? '';
      progress();
    }
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return;
  }
  assert.fail('the server was never killed');
}

/** Revokes a ticket in another process than the server, like the command `ticket revoke`. */
async function revoke(data: string, ticket: string): Promise<void> {
  const { stores } = await openInstallation(data);
  const tenant = await stores.tenants.find('');
  assert.ok(tenant);
  const ended = await stores.ofTenant(tenant.id).tickets.remove(parseTicket(ticket)?.id ?? '');
  await stores.close();
  assert.ok(ended > 0, 'there was nothing to revoke');
}

async function ticketWorks(client: TicketofficeClient, Ticket: string): Promise<boolean> {
  try {
    const answer = await client.user.GetAccessToken({}, { Credentials: { Ticket } });
    return answer.Response?.startsWith('8A:') ?? false;
  } catch (error) {
    if (error instanceof ServiceException && error.isSessionRefused) return false;
    throw error;
  }
}

async function tokenWorks(client: TicketofficeClient, AccessToken: string): Promise<boolean> {
  const answer = await client.soPrincipal.AuthenticateWithAccessToken({ AccessToken });
  return answer.AuthenticationSucceeded;
}

/** Counts the works that do not return the expected result. */
async function count(works: readonly Promise<boolean>[], expected: boolean): Promise<number> {
  return (await Promise.all(works)).filter((work) => work !== expected).length;
}

const LIMIT = { timeout: 180_000 };
it('a server that is killed under load loses nothing that it returned', LIMIT, async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  const data = join(folder, 'data');
  await createTenantServices(data);
  const holdings: Held[] = [];
  const revoked: Held[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const { server, baseUrl } = await serve(context, data);
    const before = holdings.length;
    const enough = Promise.withResolvers<void>();
    const progress = () => {
      if (holdings.length >= before + LOGINS_PER_ROUND) enough.resolve();
    };
    const clients = Array.from({ length: CLIENTS }, () => keepBusy(baseUrl, holdings, progress));
    const gone = Promise.all(clients);
    await Promise.race([enough.promise, gone]);
    const victim = holdings.slice(before).find(({ traded }) => traded !== null);
    assert.ok(victim);
    await revoke(data, victim.ticket);
    revoked.push(victim);
    server.kill('SIGKILL');
    assert.equal(await server.exited, 'SIGKILL');
    await gone;
  }

  const { server, baseUrl } = await serve(context, data);
  const client = new TicketofficeClient({ baseUrl, ...user });
  const ticketsOf = (held: readonly Held[]) =>
    held.flatMap(({ ticket, traded }) => (traded === null ? [ticket] : [ticket, traded]));
  const tokensOf = (held: readonly Held[]) => held.flatMap(({ tokens }) => tokens);
  const check = (held: readonly Held[], expected: boolean) =>
    Promise.all([
      count(
        ticketsOf(held).map((ticket) => ticketWorks(client, ticket)),
        expected,
      ),
      count(
        tokensOf(held).map((token) => tokenWorks(client, token)),
        expected,
      ),
    ]);
  const kept = holdings.filter((held) => !revoked.includes(held));
  const lost = await check(kept, true);
  const returned = await check(revoked, false);
  const tell = (what: string, received: readonly string[], failed: number | undefined) =>
    context.diagnostic(`${what}: ${received.length}, ${failed}`);
  context.diagnostic(`killed ${ROUNDS} times, with ${CLIENTS} clients at work`);
  tell('tickets received, and lost', ticketsOf(kept), lost[0]);
  tell('access tokens received, and lost', tokensOf(kept), lost[1]);
  tell('tickets revoked, and back again', ticketsOf(revoked), returned[0]);
  tell('access tokens revoked, and back again', tokensOf(revoked), returned[1]);
  assert.ok(kept.length >= ROUNDS * (LOGINS_PER_ROUND - 1));
  assert.deepEqual(
    [lost, returned],
    [
      [0, 0],
      [0, 0],
    ],
  );
  server.kill('SIGTERM');
  assert.equal(await server.exited, 0);
});
