/**
 * Sessions end everywhere: every way to end one, against everything that was issued in it, and how
 * long the server remembers it.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AccessTokenClaims } from '../../src/domain/sessions/access-token.ts';
import { sweepExpired } from '../../src/domain/sessions/sweeper.ts';
import { asJwt, introspect, revokeToken } from '../support/oauth-calls.ts';
import { caller, OAuthScene } from '../support/oauth-scene.ts';
import { asOperator } from '../support/operator.ts';
import { authorization, callRest, currentPrincipal } from '../support/rest-calls.ts';
import {
  accessTokenOf,
  callService,
  loginOf,
  operations,
  refusalOf,
} from '../support/service-calls.ts';
import type { RegisteredApplication } from '../support/test-installation.ts';

const ender = asOperator('end-sessions');

let scene: OAuthScene;
before(async () => {
  scene = await OAuthScene.create();
});
after(() => scene.close());

/** Everything that one user got through one application. */
interface Gotten {
  readonly application: RegisteredApplication;
  readonly ticket: string;
  readonly accessToken: string;
  readonly claims: AccessTokenClaims;
  /** Issued for the access token, and for the ticket. */
  readonly jwt: string;
  readonly ticketJwt: string;
  /** Traded for the access token, and everything issued for that ticket. */
  readonly derivedTicket: string;
  readonly derivedAccessToken: string;
  readonly derivedJwt: string;
  /** Issued with the access token in place of a ticket. */
  readonly nextAccessToken: string;
}

let applications = 0;
async function get(): Promise<Gotten> {
  const { installation, services } = scene.cast;
  applications += 1;
  const application = await installation.addApplication(`A${applications}`, { agents: ['User'] });
  const ticket = await scene.newTicket();
  const asked = { ticket, includeCsSession: true };
  const accessToken = await scene.newAccessToken(application, asked);
  const claims = installation.registry.accessTokenCodec.open(accessToken);
  const traded = await services.logins.authenticate({ kind: 'access-token', accessToken }, caller);
  assert.ok(typeof claims === 'object' && traded);
  const derivedTicket = traded.ticketText;
  return {
    application,
    ticket,
    accessToken,
    claims,
    jwt: await scene.exchange(accessToken, asJwt, application),
    ticketJwt: await scene.exchange(ticket, asJwt, application),
    derivedTicket,
    derivedAccessToken: await scene.exchange(derivedTicket, {}, application),
    derivedJwt: await scene.exchange(derivedTicket, asJwt, application),
    nextAccessToken: accessTokenOf(await getNextToken(accessToken, application)),
  };
}

const getNextToken = (accessToken: string, { token }: RegisteredApplication) =>
  callService(scene.cast.base, {
    service: 'User',
    body: operations.getAccessToken(),
    ticket: accessToken,
    applicationToken: token,
  });

type Kind = Exclude<keyof Gotten, 'application' | 'claims'> | Use;
const TICKETS: readonly Kind[] = ['ticket', 'derivedTicket'];
const OF_ACCESS_TOKEN: readonly Kind[] = [
  'accessToken',
  'jwt',
  'csSession',
  'derivedTicket',
  'derivedAccessToken',
  'derivedJwt',
  'nextAccessToken',
  'ticketOfSoap',
  'ticketOfRest',
  'ticketOfLogin',
];
const ALL: readonly Kind[] = ['ticket', 'ticketJwt', ...OF_ACCESS_TOKEN];

async function standingOf(gotten: Gotten): Promise<readonly Kind[]> {
  const standing: Kind[] = [];
  for (const kind of ALL) {
    const use = Object.entries(USES).find(([name]) => name === kind)?.[1];
    const text = Object.entries(gotten).find(([name]) => name === kind)?.[1];
    if (await (use ? use(gotten) : scene.isActive(text))) standing.push(kind);
  }
  return standing;
}

type Use = 'csSession' | 'ticketOfSoap' | 'ticketOfRest' | 'ticketOfLogin';

/** The uses of the access token: its CS session, and standing in place of a ticket. */
const USES: Readonly<Record<Use, (gotten: Gotten) => Promise<boolean>>> = {
  csSession: csSessionStands,
  ticketOfSoap: async ({ accessToken, application }) =>
    refusalOf(await getNextToken(accessToken, application)) === null,
  ticketOfRest: async ({ accessToken, application }) => {
    const proof = { authorization: authorization.ticket(accessToken), appToken: application.token };
    return (await callRest(scene.cast.base, currentPrincipal, proof)).status === 200;
  },
  ticketOfLogin: async ({ accessToken }) => {
    const login = { service: 'SoPrincipal', body: operations.byPair('Ticket', accessToken) };
    const applicationToken = scene.cast.other.token;
    return loginOf(await callService(scene.cast.base, { ...login, applicationToken })) !== null;
  },
};

/** Asks as the token's application, or looks into the server if that may not ask any more. */
async function csSessionStands({ accessToken, application }: Gotten): Promise<boolean> {
  const { base, services } = scene.cast;
  if ((await services.applications.findStanding(application.id)) !== null) {
    return 'cs_session' in (await introspect(base, application, accessToken));
  }
  const verdict = await services.accessTokens.verify(accessToken);
  return verdict.valid && verdict.csSession !== null;
}

const without = (ended: readonly Kind[]) => ALL.filter((kind) => !ended.includes(kind));

/** Every ending, and what stays valid after it. */
const ENDINGS: Readonly<
  Record<string, { end: (gotten: Gotten) => Promise<unknown>; left: readonly Kind[] }>
> = {
  'the ticket is revoked, as the command does': {
    end: async ({ claims }) => scene.cast.services.stores.tickets.remove(claims.ticketId),
    left: [],
  },
  'the ticket is revoked by OAuth': {
    end: ({ ticket }) => revokeToken(scene.cast.base, scene.cast.other, ticket),
    left: [],
  },
  'the access token is revoked, as the command does': {
    end: ({ claims }) => scene.cast.services.sessionAdministration.revokeAccessToken(ender, claims),
    left: without(OF_ACCESS_TOKEN),
  },
  'the access token is revoked by OAuth': {
    end: ({ accessToken, application }) => revokeToken(scene.cast.base, application, accessToken),
    left: without(OF_ACCESS_TOKEN),
  },
  'the JWT is revoked by OAuth': {
    end: ({ jwt, application }) => revokeToken(scene.cast.base, application, jwt),
    left: without(['jwt']),
  },
  'the derived ticket is revoked by OAuth': {
    end: ({ derivedTicket }) => revokeToken(scene.cast.base, scene.cast.other, derivedTicket),
    left: without(['derivedTicket', 'derivedAccessToken', 'derivedJwt']),
  },
  'the CS session is removed': {
    end: async ({ claims }) =>
      scene.cast.services.sessionAdministration.removeCsSession(
        ender,
        claims.csSession?.loginId ?? 0,
      ),
    left: without(['csSession']),
  },
  'the user is disabled, and enabled again': {
    end: async () => {
      const { associates } = scene.cast.services.stores;
      await associates.disable(scene.cast.anna.id, 1);
      await associates.enable(scene.cast.anna.id);
    },
    left: [],
  },
  'the user changes the password in the session of the ticket': {
    end: ({ ticket, application }) =>
      callService(scene.cast.base, {
        service: 'User',
        body: operations.changeOwnPassword('secret', 'a new password'),
        ticket,
        applicationToken: application.token,
      }),
    left: ['ticket'],
  },
  'the user gets a new password': {
    end: () => scene.cast.services.stores.associates.setPasswordHash(scene.cast.anna.id, 'x'),
    left: [],
  },
  // A ticket belongs to the user, whichever application requested it.
  'the application is disabled': {
    end: ({ application }) =>
      scene.cast.installation.registry.stores.applications.disable(application.id, 1),
    left: TICKETS,
  },
  'the application is taken from the tenant': {
    end: ({ application }) =>
      scene.cast.installation.registry.stores.applications.update(application.id, {
        ...application,
        tenantIds: [],
      }),
    left: TICKETS,
  },
  'the application is removed, and another takes its client id': {
    end: async ({ application }) => {
      const { installation } = scene.cast;
      await installation.registry.stores.applications.remove(application.id);
      scene.advance(1000);
      await installation.addApplication('Heir', { clientId: application.clientId });
    },
    left: TICKETS,
  },
};

describe('everything that should end, ends if', () => {
  for (const [name, { end, left }] of Object.entries(ENDINGS)) {
    it(name, async () => {
      const [gotten, untouched] = [await get(), await get()];
      assert.deepEqual(await standingOf(gotten), ALL);
      await end(gotten);
      assert.deepEqual(
        await standingOf(gotten),
        ALL.filter((kind) => left.includes(kind)),
      );
      // The same user's other sessions. They end only if the user ends.
      const others = name.startsWith('the user') ? [] : ALL;
      assert.deepEqual(await standingOf(untouched), others);
    });
  }

  it('another process retires the signing key', async () => {
    const { installation } = scene.cast;
    const gotten = await get();
    for (const { keyId } of await installation.registry.signingKeys.published()) {
      await installation.registry.stores.signingKeys.remove(keyId);
    }
    const jwts: readonly Kind[] = ['jwt', 'ticketJwt', 'derivedJwt'];
    assert.deepEqual(await standingOf(gotten), without(jwts));
    scene.advance(5_000);
    assert.equal(await scene.isActive(await scene.newJwt()), true);
  });
});

describe('what was revoked', () => {
  const sweep = () => {
    const { stores, clock, csSessionIdleMs } = scene.cast.installation.registry;
    const retention = { csSessionIdleMs, auditRetentionMs: 0 };
    return sweepExpired(stores.expired, clock, retention, new AbortController().signal);
  };

  it('is remembered until it would have expired', async () => {
    await sweep();
    const { installation } = scene.cast;
    const token = await scene.newAccessToken();
    const jwt = await scene.newJwt();
    const ids: string[] = [];
    for (const text of [token, jwt]) {
      ids.push(String((await introspect(scene.cast.base, scene.cast.application, text))['jti']));
      await revokeToken(scene.cast.base, scene.cast.application, text);
    }
    const { revokedTokens } = installation.registry.stores;
    const known = () => Promise.all(ids.map((id) => revokedTokens.has(id)));
    // For a node whose clock is a minute behind, they expire a minute later.
    scene.advance(3_600_000 + 59_999);
    await sweep();
    assert.deepEqual(await known(), [true, true]);
    scene.advance(-60_000);
    for (const text of [token, jwt]) assert.equal(await scene.isActive(text), false);
    scene.advance(60_001);
    assert.equal((await sweep()).revokedTokens, 2);
    assert.deepEqual(await known(), [false, false]);
    for (const text of [token, jwt]) assert.equal(await scene.isActive(text), false);
  });
});

it('what is issued for a ticket right after a change of the password is active', async () => {
  const { services, anna } = scene.cast;
  await services.passwords.set(asOperator('change-passwords'), anna, 'an old password');
  const { application, ticket } = await get();
  const changing = callService(scene.cast.base, {
    service: 'User',
    body: operations.changeOwnPassword('an old password', 'a new password'),
    ticket,
    applicationToken: application.token,
  });
  assert.equal(refusalOf(await changing), null);
  const accessToken = await scene.exchange(ticket, {}, application);
  scene.advance(1);
  for (const subject of [ticket, accessToken]) {
    assert.equal(await scene.isActive(await scene.exchange(subject, asJwt, application)), true);
  }
  assert.equal(await scene.isActive(accessToken), true);
});
