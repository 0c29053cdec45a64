/**
 * The expected answer of REST for every combination of mode, `Authorization` and `SO-AppToken`,
 * cell by cell.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Application } from '../../src/domain/applications/application.ts';
import type { InstallationMode } from '../../src/domain/installation.ts';
import type { TenantServices } from '../../src/tenant-services.ts';
import { asOperator } from '../support/operator.ts';
import {
  authorization,
  callRest,
  currentPrincipal,
  getAccessToken,
  restRefusalOf,
  systemInfo,
} from '../support/rest-calls.ts';
import { callService, operations, refusalOf } from '../support/service-calls.ts';
import { addUser, TestInstallation } from '../support/test-installation.ts';

const ender = asOperator('end-sessions');

const APP_TOKENS = [
  'absent',
  'unknown',
  'disabled',
  'not installed',
  'not granted',
  'good',
] as const;
const PATHS = {
  GetAccessToken: getAccessToken,
  currentPrincipal,
  GetSystemInfo: systemInfo,
} as const;
type AppToken = (typeof APP_TOKENS)[number];

/**
 * A part for each mode and address, a row for each `Authorization`, a column for each
 * `SO-AppToken`. A row with one cell answers the same for every application token.
 *
 * An operation that needs no session ignores credentials, as by SOAP, because a client that logs in
 * again may still send the old ones. An access token is checked everywhere, because it identifies
 * its application.
 */
const TABLE = `
onsite, GetAccessToken
none                no ticket
basic right         ok
basic wrong         login refused
basic unknown       login refused
ticket valid        ok
ticket expired      session refused
ticket revoked      session refused
ticket elsewhere    session refused
ticket garbage      session refused
bearer valid        ok
bearer expired      token refused
bearer revoked      token refused
bearer elsewhere    token refused
bearer garbage      token refused
bearer ticket       token refused
bearer not granted  ok
bearer disabled     token refused
another scheme      unreadable

onsite, currentPrincipal
none                no ticket
basic right         ok
basic wrong         login refused
basic unknown       login refused
ticket valid        ok
ticket expired      session refused
ticket revoked      session refused
ticket elsewhere    session refused
ticket garbage      session refused
bearer valid        ok
bearer expired      token refused
bearer revoked      token refused
bearer elsewhere    token refused
bearer garbage      token refused
bearer ticket       token refused
bearer not granted  ok
bearer disabled     token refused
another scheme      unreadable

onsite, GetSystemInfo
none                ok
basic right         ok
basic wrong         ok
basic unknown       ok
ticket valid        ok
ticket expired      ok
ticket revoked      ok
ticket elsewhere    ok
ticket garbage      ok
bearer valid        ok
bearer expired      token refused
bearer revoked      token refused
bearer elsewhere    token refused
bearer garbage      token refused
bearer ticket       token refused
bearer not granted  ok
bearer disabled     token refused
another scheme      unreadable

online, GetAccessToken
none                no app | unknown | disabled | elsewhere | ungranted       | no ticket
basic right         no app | unknown | disabled | elsewhere | ungranted       | no passwords
basic wrong         no app | unknown | disabled | elsewhere | ungranted       | no passwords
basic unknown       no app | unknown | disabled | elsewhere | ungranted       | no passwords
ticket valid        no app | unknown | disabled | elsewhere | ungranted       | ok
ticket expired      no app | unknown | disabled | elsewhere | ungranted       | session refused
ticket revoked      no app | unknown | disabled | elsewhere | ungranted       | session refused
ticket elsewhere    no app | unknown | disabled | elsewhere | ungranted       | session refused
ticket garbage      no app | unknown | disabled | elsewhere | ungranted       | session refused
bearer valid        ok
bearer expired      token refused
bearer revoked      token refused
bearer elsewhere    token refused
bearer garbage      token refused
bearer ticket       token refused
bearer not granted  ungranted
bearer disabled     token refused
another scheme      unreadable

online, currentPrincipal
none                no app | unknown | disabled | elsewhere | no ticket       | no ticket
basic right         no app | unknown | disabled | elsewhere | no passwords    | no passwords
basic wrong         no app | unknown | disabled | elsewhere | no passwords    | no passwords
basic unknown       no app | unknown | disabled | elsewhere | no passwords    | no passwords
ticket valid        no app | unknown | disabled | elsewhere | ok              | ok
ticket expired      no app | unknown | disabled | elsewhere | session refused | session refused
ticket revoked      no app | unknown | disabled | elsewhere | session refused | session refused
ticket elsewhere    no app | unknown | disabled | elsewhere | session refused | session refused
ticket garbage      no app | unknown | disabled | elsewhere | session refused | session refused
bearer valid        ok
bearer expired      token refused
bearer revoked      token refused
bearer elsewhere    token refused
bearer garbage      token refused
bearer ticket       token refused
bearer not granted  ok
bearer disabled     token refused
another scheme      unreadable

online, GetSystemInfo
none                no app | unknown | disabled | elsewhere | ok              | ok
basic right         no app | unknown | disabled | elsewhere | ok              | ok
basic wrong         no app | unknown | disabled | elsewhere | ok              | ok
basic unknown       no app | unknown | disabled | elsewhere | ok              | ok
ticket valid        no app | unknown | disabled | elsewhere | ok              | ok
ticket expired      no app | unknown | disabled | elsewhere | ok              | ok
ticket revoked      no app | unknown | disabled | elsewhere | ok              | ok
ticket elsewhere    no app | unknown | disabled | elsewhere | ok              | ok
ticket garbage      no app | unknown | disabled | elsewhere | ok              | ok
bearer valid        ok
bearer expired      token refused
bearer revoked      token refused
bearer elsewhere    token refused
bearer garbage      token refused
bearer ticket       token refused
bearer not granted  ok
bearer disabled     token refused
another scheme      unreadable
`;

const AUTHORIZATIONS = [
  'none',
  'basic right',
  'basic wrong',
  'basic unknown',
  'ticket valid',
  'ticket expired',
  'ticket revoked',
  'ticket elsewhere',
  'ticket garbage',
  'bearer valid',
  'bearer expired',
  'bearer revoked',
  'bearer elsewhere',
  'bearer garbage',
  'bearer ticket',
  'bearer not granted',
  'bearer disabled',
  'another scheme',
] as const;
type Authorization = (typeof AUTHORIZATIONS)[number];

const SHORT_MS = 1000;
const HOUR_MS = 3_600_000;
const caller = { address: '192.0.2.1', userAgent: 'test' };

interface Scene {
  readonly installations: readonly TestInstallation[];
  /** The URL before `/api`. */
  readonly base: string;
  readonly authorizations: Readonly<Record<Authorization, string | undefined>>;
  readonly appTokens: Readonly<Record<AppToken, string | undefined>>;
}

async function setUp(mode: InstallationMode): Promise<Scene> {
  let now = Date.parse('2026-01-01T00:00:00Z');
  const clock = { now: () => now };
  const online = mode === 'online';
  // Refused logins are answered without delay.
  const pause = async () => {};
  const installation = await TestInstallation.create(mode, clock, { pause });
  const services = online
    ? await installation.addTenant('Cust12345')
    : await installation.servicesOf();
  // Online this is another tenant; on-site it is another installation.
  const other = online ? installation : await TestInstallation.create(mode, clock, { pause });
  const elsewhere = online ? await installation.addTenant('Cust67890') : await other.servicesOf();
  const { applications } = installation.registry.stores;
  const installed = { agents: ['User'], tenantIds: [services.tenant.id] };
  const add = installation.addApplication.bind(installation);
  const good = await add('Reporting', { agents: ['User'] });
  const ungranted = await add('Newcomer', { tenantIds: [services.tenant.id] });
  const disabled = await add('Retired', installed);
  const uninstalled = await add('Elsewhere', { agents: ['User'], tenantIds: [] });

  const anna = await addUser(services, 'anna', 'secret');
  const twin = await addUser(elsewhere, 'anna', 'another secret');
  const issue = async (
    at: TenantServices,
    user: typeof anna,
    application: Application | null = good,
  ) => {
    const session = await at.sessions.start(user, caller);
    const asked = { application, includeCsSession: false, origin: 'soap' } as const;
    return at.accessTokens.issue(session, asked, caller);
  };
  const start = async (at: TenantServices, user: typeof anna, lifetimeMs?: number) =>
    (await at.sessions.start(user, caller, lifetimeMs)).ticketText;

  const expired = {
    ticket: await start(services, anna, SHORT_MS),
    token: await issue(services, anna),
  };
  now += HOUR_MS;
  const revoked = { ticket: await start(services, anna), token: await issue(services, anna) };
  const claims = installation.registry.accessTokenCodec.open(revoked.token);
  const session = await services.sessions.open(revoked.ticket);
  assert.ok(typeof claims === 'object' && session);
  await services.sessionAdministration.revokeAccessToken(ender, claims);
  await services.stores.tickets.remove(session.ticket.id);
  const tokenOfDisabled = await issue(services, anna, disabled);
  await applications.disable(disabled.id, now);

  const { basic, ticket, bearer } = authorization;
  const valid = await start(services, anna);
  const url = await installation.serve();
  return {
    installations: [...new Set([installation, other])],
    base: online ? `${url}/Cust12345` : url,
    authorizations: {
      none: undefined,
      'basic right': basic('anna', 'secret'),
      'basic wrong': basic('anna', 'another secret'),
      'basic unknown': basic('nobody', 'secret'),
      'ticket valid': ticket(valid),
      'ticket expired': ticket(expired.ticket),
      'ticket revoked': ticket(revoked.ticket),
      'ticket elsewhere': ticket(await start(elsewhere, twin)),
      'ticket garbage': ticket('7T:garbage=='),
      'bearer valid': bearer(await issue(services, anna)),
      'bearer expired': bearer(expired.token),
      'bearer revoked': bearer(revoked.token),
      'bearer elsewhere': bearer(await issue(elsewhere, twin, online ? good : null)),
      'bearer garbage': bearer('8A:Cust12345.garbage'),
      'bearer ticket': bearer(valid),
      'bearer not granted': bearer(await issue(services, anna, ungranted)),
      'bearer disabled': bearer(tokenOfDisabled),
      'another scheme': 'Digest username="anna"',
    },
    appTokens: {
      absent: undefined,
      unknown: 'a-token-that-nobody-has',
      disabled: disabled.token,
      'not installed': uninstalled.token,
      'not granted': ungranted.token,
      good: good.token,
    },
  };
}

/** The refusals that the table abbreviates. */
const WORDS: Readonly<Record<string, string>> = {
  'no app': 'no application token',
  unknown: 'unknown application',
  disabled: 'disabled application',
  elsewhere: 'not installed',
  ungranted: 'agent not granted',
};
/** The rows of each part: their cells by `Authorization`. */
const table = new Map(
  TABLE.trim()
    .split('\n\n')
    .map((part) => {
      const [title = '', ...rows] = part.split('\n');
      const cells = rows.map((row) => {
        const [, name = '', text = ''] = /^(\w+ ?\w+(?: \w+)?) {2,}(.*)$/.exec(row) ?? [];
        const outcomes = text.split('|').map((cell) => WORDS[cell.trim()] ?? cell.trim());
        const [first = ''] = outcomes;
        return [name, outcomes.length === 1 ? APP_TOKENS.map(() => first) : outcomes] as const;
      });
      return [title, Object.fromEntries(cells)] as const;
    }),
);

it('the table has a cell for every combination', () => {
  const titles = ['onsite', 'online'].flatMap((mode) =>
    Object.keys(PATHS).map((name) => `${mode}, ${name}`),
  );
  assert.deepEqual([...table.keys()], titles);
  for (const rows of table.values()) {
    assert.deepEqual(Object.keys(rows), AUTHORIZATIONS);
    for (const cells of Object.values(rows)) assert.equal(cells.length, APP_TOKENS.length);
  }
});

for (const mode of ['onsite', 'online'] as const) {
  describe(`authorisation, ${mode}`, () => {
    let scene: Scene;
    before(async () => {
      scene = await setUp(mode);
    });
    after(() => Promise.all(scene.installations.map((installation) => installation.close())));

    for (const [name, path] of Object.entries(PATHS)) {
      it(`of ${name} matches the table`, async () => {
        const outcomes: Record<string, string[]> = {};
        for (const proof of AUTHORIZATIONS) {
          const row: string[] = [];
          for (const appToken of APP_TOKENS) {
            const call = {
              authorization: scene.authorizations[proof],
              appToken: scene.appTokens[appToken],
            };
            const answer = await callRest(scene.base, path, call);
            row.push(restRefusalOf(answer, mode === 'online') ?? 'ok');
          }
          outcomes[proof] = row;
        }
        assert.deepEqual(outcomes, table.get(`${mode}, ${name}`));
      });
    }

    it('accepts an access token after SOTicket as it does after Bearer', async () => {
      const tokens = AUTHORIZATIONS.filter((proof) =>
        scene.authorizations[proof]?.includes(' 8A:'),
      );
      assert.equal(tokens.length, 7);
      for (const proof of tokens) {
        const token = scene.authorizations[proof]?.replace('Bearer ', '') ?? '';
        for (const name of APP_TOKENS) {
          const appToken = scene.appTokens[name];
          const call = { authorization: authorization.ticket(token), appToken };
          const told: Record<string, string> = {};
          for (const [path, at] of Object.entries(PATHS)) {
            const answer = await callRest(scene.base, at, call);
            told[path] = restRefusalOf(answer, mode === 'online') ?? 'ok';
          }
          const expected = Object.keys(PATHS).map((path) => [
            path,
            table.get(`${mode}, ${path}`)?.[proof]?.[APP_TOKENS.indexOf(name)],
          ]);
          assert.deepEqual(told, Object.fromEntries(expected), `${proof}, ${name}`);
          const bySoap = await callService(scene.base, {
            service: 'User',
            body: operations.getAccessToken(),
            ticket: ` ${token}\n`,
            applicationToken: appToken,
          });
          assert.equal(refusalOf(bySoap) ?? 'ok', told['GetAccessToken'], `${proof}, ${name}`);
        }
      }
    });

    it('has error details only for a token that was sent', async () => {
      const challengeOf = async (proof: Authorization) => {
        const call = { authorization: scene.authorizations[proof], appToken: scene.appTokens.good };
        const { headers } = await callRest(scene.base, currentPrincipal, call);
        return headers.get('www-authenticate') ?? '';
      };
      assert.match(
        await challengeOf('bearer expired'),
        /error="invalid_token", error_description=/,
      );
      for (const proof of ['none', 'ticket expired', 'basic wrong', 'another scheme'] as const)
        assert.doesNotMatch(await challengeOf(proof), /error/);
    });
  });
}
