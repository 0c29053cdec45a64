/** The Online login on each database engine, at two nodes: what one gives and ends, both know. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { LoginScene, PASSWORD, TestBrowser } from '../support/login-scene.ts';
import { asOperator } from '../support/operator.ts';
import { TestPostgres } from '../support/postgres.ts';
import { SystemUserScene } from '../support/system-user-scene.ts';

const LIMIT = { timeout: 110_000 };
const RACES = 6;
/** The promise in docs/operations.md. */
const SEEN_MS_MAX = 1_000;
const POLL_MS = 10;

/** Waits until something is so, as the other node must see it within a second. */
async function soon(isSo: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + SEEN_MS_MAX;
  while (!(await isSo())) {
    assert.ok(performance.now() < until, 'the other node did not see it within a second');
    await delay(POLL_MS);
  }
}

function claimsOf(token: string | null): string {
  return Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString();
}

for (const engine of ['SQLite', 'PostgreSQL'] as const) {
  describe(`two nodes of an Online login on ${engine}`, LIMIT, () => {
    let postgres: TestPostgres | null = null;
    let a: LoginScene;
    let b: LoginScene;
    let robotA: SystemUserScene;
    let robotB: SystemUserScene;
    before(async () => {
      postgres = engine === 'PostgreSQL' ? await TestPostgres.start() : null;
      const database = async () => (postgres ? postgres.createDatabase() : null);
      a = await LoginScene.create({}, undefined, await database());
      const { installation } = a.cast;
      b = a.at(await installation.serve({}, null, undefined, await installation.openAgain()));
      robotA = await SystemUserScene.create({}, {}, await database());
      const other = robotA.parts.installation;
      robotB = robotA.at(await other.serve({}, null, undefined, await other.openAgain()));
    });
    after(async () => {
      await a.close();
      await robotA.close();
      await postgres?.close();
    });

    const administrator = asOperator('administer-consents');
    const refreshTokenOf = async (scene: LoginScene) => {
      const { body } = await scene.tokens(scene.redemption(await scene.newCode()));
      return String(body['refresh_token']);
    };
    const isRefused = async (scene: LoginScene, refreshToken: string) =>
      (await scene.refresh(refreshToken)).body['error'] === 'invalid_grant';

    it('a person signs in at one node, and the code is traded at the other', async () => {
      const code = await a.newCode();
      const { status, body } = await b.tokens(b.redemption(code));
      assert.equal(status, 200);
      for (const scene of [a, b]) {
        assert.equal(await scene.callWith(body['access_token']), 200);
        const refreshed = await scene.refresh(String(body['refresh_token']));
        assert.equal(await scene.callWith(refreshed.body['access_token']), 200);
      }
    });

    it('a person who signed in at one node is known at the other', async () => {
      const browser = new TestBrowser();
      await a.signIn({}, undefined, browser);
      const { location } = await browser.open(b.address(b.request({ prompt: 'none' })));
      assert.ok(new URL(`${location}`).searchParams.get('code'));
      const page = await browser.open(a.address(a.request({ prompt: 'login' })));
      const there = { ...page, html: page.html.replaceAll(a.cast.origin, b.cast.origin) };
      const next = await browser.submit(there, { username: 'anna', password: PASSWORD }, 'sign-in');
      assert.ok(new URL(`${next.location}`).searchParams.get('code'), next.html);
    });

    it('a code that was traded at one node is refused at the other, and ends all', async () => {
      const redemption = a.redemption(await a.newCode());
      const { body } = await a.tokens(redemption);
      assert.equal(await b.callWith(body['access_token']), 200);
      assert.equal((await b.tokens(redemption)).body['error'], 'invalid_grant');
      await soon(() => isRefused(a, String(body['refresh_token'])));
      await soon(async () => (await a.callWith(body['access_token'])) === 401);
    });

    it('a code that is traded at both nodes at once gives tokens to one', async () => {
      let winners = 0;
      for (let race = 0; race < RACES; race += 1) {
        const redemption = a.redemption(await a.newCode());
        const answers = await Promise.all([a, b, a, b].map((node) => node.tokens(redemption)));
        const [won, ...others] = answers.filter(({ status }) => status === 200);
        assert.deepEqual(others, []);
        const refused = answers.filter(({ body }) => body['error'] === 'invalid_grant');
        assert.equal(refused.length + (won ? 1 : 0), answers.length);
        const refreshToken = won?.body['refresh_token'];
        if (won) await soon(() => isRefused(b, String(refreshToken)));
        winners += won ? 1 : 0;
      }
      assert.ok(winners > 0);
    });

    it('a consent that is revoked at one node ends refresh tokens at the other', async () => {
      const refreshToken = await refreshTokenOf(b);
      const { body } = await b.refresh(refreshToken);
      assert.equal(await b.callWith(body['access_token']), 200);
      const { services, application } = a.cast;
      await services.consents.revoke(administrator, application);
      await soon(() => isRefused(b, refreshToken));
      await soon(async () => (await b.callWith(body['access_token'])) === 401);
      // The next sign-in asks for it again, at either node.
      await b.signIn();
      assert.equal(await services.consents.stateOf(application), 'given');
      await soon(async () => !(await isRefused(b, await refreshTokenOf(a))));
    });

    it('a refresh token that is revoked at one node is refused at the other', async () => {
      const refreshToken = await refreshTokenOf(a);
      const { body } = await a.refresh(refreshToken);
      assert.equal(await b.callWith(body['access_token']), 200);
      const form = { body: new URLSearchParams({ token: refreshToken }) };
      assert.equal((await b.post('common/oauth/revoke', form)).status, 200);
      await soon(() => isRefused(a, refreshToken));
      await soon(async () => (await a.callWith(body['access_token'])) === 401);
    });

    it('a new password at one node ends refresh tokens at the other', async () => {
      const refreshToken = await refreshTokenOf(b);
      const { services, anna } = a.cast;
      const { associates } = services.stores;
      await associates.setPasswordHash(anna.id, await associates.readPasswordHash(anna.id));
      await soon(() => isRefused(b, refreshToken));
    });

    it('a system user gets a ticket at one node, which the other serves', async () => {
      const { application } = robotA.parts;
      const ticketOf = async (scene: SystemUserScene) => {
        const { Token } = await scene.ask();
        const [, ticket = ''] = /"[^"]*ticket":"([^"]+)"/.exec(claimsOf(Token)) ?? [];
        return ticket;
      };
      const statusOf = async ({ parts: { url } }: SystemUserScene, ticket: string) => {
        const headers = { Authorization: `SOTicket ${ticket}`, 'SO-AppToken': application.token };
        return (await fetch(`${url}/Cust12345/api/v1/user/currentPrincipal`, { headers })).status;
      };
      const ticket = await ticketOf(robotA);
      for (const scene of [robotA, robotB]) assert.equal(await statusOf(scene, ticket), 200);
      assert.equal(await statusOf(robotA, await ticketOf(robotB)), 200);
      await robotA.parts.services.consents.revoke(administrator, application);
      await soon(async () => (await statusOf(robotB, ticket)) === 401);
      await soon(async () => /Revoked/.test((await robotB.ask()).ErrorMessage ?? ''));
    });
  });
}
