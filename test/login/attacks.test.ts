/** Attacks on the login, each of which must fail. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import {
  CHALLENGE,
  formOf,
  LoginScene,
  PASSWORD,
  type Parameters,
  REDIRECT,
  type SeenPage,
  TENANT,
  TestBrowser,
  VERIFIER,
} from '../support/login-scene.ts';

const person = { username: 'anna', password: PASSWORD };

let scene: LoginScene;
let browser: TestBrowser;
before(async () => {
  scene = await LoginScene.create();
  await scene.signIn();
});
beforeEach(() => {
  browser = new TestBrowser();
});
after(() => scene.close());

const open = (changes: Parameters = {}, tenant?: string) =>
  browser.open(scene.address(scene.request(changes), tenant));

async function refusedAt(parameters: Parameters): Promise<void> {
  const { status, body } = await scene.tokens(parameters);
  assert.deepEqual([status, body['error']], [400, 'invalid_grant'], JSON.stringify(body));
}

function assertStays({ status, location }: SeenPage): void {
  assert.deepEqual([status, location], [400, null]);
}

describe('an open redirect', () => {
  const elsewhere = [
    'https://evil.example.com/',
    `${REDIRECT}&more=1`,
    `${REDIRECT}#fragment`,
    REDIRECT.replace('https', 'http'),
    REDIRECT.toUpperCase(),
    REDIRECT.replace('app.example.com', 'app.example.com.evil.example'),
    REDIRECT.replace('https://', 'https://evil.example@'),
    REDIRECT.replace('/callback', '/callback/../callback'),
    '//evil.example.com/',
    'javascript:alert(1)',
    'data:text/html,x',
    'http://127.0.0.1/back',
  ];

  it('is not made by a request', async () => {
    for (const redirect_uri of elsewhere) {
      const page = await open({ redirect_uri });
      assertStays(page);
      assert.doesNotMatch(page.html, /evil/);
      const mistaken = await open({ redirect_uri, scope: 'none', response_mode: 'form_post' });
      assertStays(mistaken);
    }
  });

  it('is not made by a logout', async () => {
    const { origin, application } = scene.cast;
    const logout = (parameters: Parameters) =>
      browser.open(`${origin}/login/logout?${new URLSearchParams(parameters)}`);
    for (const redirect_uri of elsewhere.filter((uri) => !uri.startsWith('http://127'))) {
      const out = await logout({ redirect_uri, scope: 'openid' });
      assert.deepEqual([out.status, out.location], [200, null], redirect_uri);
      assert.match(out.html, /You are signed out/);
      assert.equal((await logout({ post_logout_redirect_uri: redirect_uri })).location, null);
    }
    const uri = 'https://app.example.com/out';
    assert.equal((await logout({ redirect_uri: uri })).location, uri);
    const client = { client_id: application.clientId, state: 'a b\r\nX: y' };
    const told = await logout({ post_logout_redirect_uri: uri, ...client });
    assert.equal(told.location, `${uri}?state=a%20b%0D%0AX%3A%20y`);
    const other = { client_id: scene.cast.native.clientId };
    assert.equal((await logout({ post_logout_redirect_uri: uri, ...other })).location, null);
  });

  it('on a loopback address is not made for an application that is not native', async () => {
    const { clientId: client_id } = await scene.addApplication('Fixed Port', {
      redirectUris: ['http://127.0.0.1:8080/back'],
    });
    const other = await open({ client_id, redirect_uri: 'http://127.0.0.1:8081/back' });
    assertStays(other);
    assert.equal(
      (await open({ client_id, redirect_uri: 'http://127.0.0.1:8080/back' })).status,
      200,
    );
  });
});

describe('a code', () => {
  it('of another application is refused, and stays valid for its own', async () => {
    const thief = await scene.addApplication('Thief', { redirectUris: [REDIRECT] });
    await scene.newCode({ client_id: thief.clientId });
    const code = await scene.newCode();
    const client = { client_id: thief.clientId, client_secret: thief.token };
    await refusedAt(scene.redemption(code, client));
    assert.equal((await scene.tokens(scene.redemption(code))).status, 200);
  });

  it('works once; a second use ends what the first gave', async () => {
    const redemption = scene.redemption(await scene.newCode());
    const { body } = await scene.tokens(redemption);
    assert.equal(await scene.callWith(body['access_token']), 200);
    await refusedAt(redemption);
    assert.equal(await scene.callWith(body['access_token']), 401);
    const refreshed = await scene.refresh(String(body['refresh_token']));
    assert.equal(refreshed.body['error'], 'invalid_grant');
  });

  it('of two uses at once gives tokens to one at most', async () => {
    const redemption = scene.redemption(await scene.newCode());
    const answers = await Promise.all([1, 2, 3].map(() => scene.tokens(redemption)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  });

  it('is refused after ten minutes, with another address, and if it was never issued', async () => {
    const code = await scene.newCode();
    await refusedAt(scene.redemption(code, { redirect_uri: 'https://app.example.com/out' }));
    scene.cast.clock.nowMs += 600_000;
    await refusedAt(scene.redemption(code));
    for (const other of ['x', 'x'.repeat(64), '\0', `${code}\n`]) {
      await refusedAt(scene.redemption(other));
    }
  });

  it('needs the secret of its application', async () => {
    const code = await scene.newCode();
    for (const client_secret of ['wrong', '', scene.cast.native.token]) {
      const { status, body } = await scene.tokens(scene.redemption(code, { client_secret }));
      assert.deepEqual([status, body['error']], [401, 'invalid_client']);
    }
    assert.equal((await scene.tokens(scene.redemption(code))).status, 200);
  });
});

describe('a downgrade of PKCE', () => {
  it('by leaving out the proof is refused', async () => {
    const proof = { code_challenge: CHALLENGE, code_challenge_method: 'S256' };
    const code = await scene.newCode(proof);
    await refusedAt(scene.redemption(code));
    await refusedAt(scene.redemption(code, { code_verifier: CHALLENGE }));
    const right = scene.redemption(code, { code_verifier: VERIFIER });
    assert.equal((await scene.tokens(right)).status, 200);
  });

  it('by taking the challenge out of the request is refused', async () => {
    await refusedAt(scene.redemption(await scene.newCode(), { code_verifier: VERIFIER }));
    const { clientId: client_id } = scene.cast.native;
    const page = await open({ client_id, redirect_uri: 'http://127.0.0.1:1/back' });
    assert.match(page.location ?? '', /error=invalid_request/);
  });
});

describe('a form of another site', () => {
  it('signs nobody in, as its sender has another cookie', async () => {
    const attacker = new TestBrowser();
    const trap = await attacker.open(scene.address(scene.request()));
    const { url, hidden } = formOf(trap);
    const body = new URLSearchParams({ ...hidden, ...person, action: 'sign-in' });
    await open();
    const known = new Map(browser.cookies);
    const sent = await browser.open(url, { method: 'POST', body });
    assertStays(sent);
    assert.match(sent.html, /role="alert"/);
    assert.deepEqual([...browser.cookies.keys()], [...known.keys()]);
    const next = await open({ prompt: 'none' });
    assert.match(next.location ?? '', /error=login_required/);
    assertStays(await new TestBrowser().open(url, { method: 'POST', body }));
  });

  it('consents to nothing', async () => {
    const { clientId: client_id } = await scene.addApplication('Greedy', {
      redirectUris: [REDIRECT],
    });
    const attacker = new TestBrowser();
    const page = await attacker.open(scene.address(scene.request({ client_id })));
    const { url, hidden } = formOf(page);
    const body = new URLSearchParams({ ...hidden, action: 'allow' });
    await scene.signIn({}, TENANT, browser);
    const sent = await browser.open(url, { method: 'POST', body });
    assert.equal(sent.location, null);
    assert.match(sent.html, /<h1>Allow Greedy\?<\/h1>/);
  });

  it('is refused by what browsers tell of it', async () => {
    const page = await open();
    for (const site of ['cross-site', 'same-site']) {
      const sent = await browser.submit(page, person, 'sign-in', { 'Sec-Fetch-Site': site });
      assert.deepEqual([sent.status, sent.location], [403, null]);
    }
  });

  it('is refused when it was changed, made up, or is too old', async () => {
    const page = await open();
    const { url, hidden } = formOf(page);
    const { request = '' } = hidden;
    const changed = request.slice(0, 40) + (request[40] === 'A' ? 'B' : 'A') + request.slice(41);
    for (const made of [changed, '', 'x', 'A'.repeat(200), request.slice(0, -2)]) {
      const body = new URLSearchParams({ ...person, request: made, action: 'sign-in' });
      assertStays(await browser.open(url, { method: 'POST', body }));
    }
    scene.cast.clock.nowMs += 600_000;
    const old = await browser.submit(page, person, 'sign-in');
    assertStays(old);
    assert.match(old.html, /open for too long/);
    const again = await browser.submit(old, person, 'sign-in');
    assert.match(again.location ?? '', /code=/);
  });
});

describe('a session', () => {
  it('is not fixed: the cookie from before the sign-in stays that of nobody', async () => {
    const page = await open();
    const fixed = new Map(browser.cookies);
    const done = await browser.submit(page, person, 'sign-in');
    assert.match(done.location ?? '', /code=/);
    assert.notDeepEqual([...browser.cookies], [...fixed]);
    const attacker = new TestBrowser();
    for (const [name, value] of fixed) attacker.cookies.set(name, value);
    const next = await attacker.open(scene.address(scene.request({ prompt: 'none' })));
    assert.match(next.location ?? '', /error=login_required/);
  });

  it('ends with the logout, even for who has a copy of the cookie', async () => {
    await scene.signIn({}, TENANT, browser);
    const thief = new TestBrowser();
    for (const [name, value] of browser.cookies) thief.cookies.set(name, value);
    await browser.open(`${scene.cast.origin}/login/logout?scope=openid`);
    assert.equal(browser.cookies.size, 0);
    const next = await thief.open(scene.address(scene.request({ prompt: 'none' })));
    assert.match(next.location ?? '', /error=login_required/);
  });

  it('of one tenant is none at another', async () => {
    await scene.signIn({}, TENANT, browser);
    const page = await open({ prompt: 'none' }, 'Cust26759');
    assert.match(page.location ?? '', /error=login_required/);
  });

  it('cannot be made up, and is not taken from a cookie that comes twice', async () => {
    await scene.signIn({}, TENANT, browser);
    const [[name = '', value = ''] = []] = [...browser.cookies];
    const url = scene.address(scene.request({ prompt: 'none' }));
    for (const Cookie of [`${name}=x`, `${name}=${value}; ${name}=${value}`, `${name}=${value}x`]) {
      const page = await new TestBrowser().open(url, { headers: { Cookie } });
      assert.match(page.location ?? '', /error=login_required/, Cookie);
    }
  });

  it('is in a cookie that scripts and other sites do not get', async () => {
    const { headers } = await open();
    const [cookie = ''] = headers.getSetCookie();
    assert.match(cookie, /^ticketoffice-login-\w+=[\w-]+; Path=\/; HttpOnly; SameSite=Lax$/);
    const secure = await LoginScene.create({ publicUrl: 'https://crm.example.com' });
    const page = await new TestBrowser().open(secure.address(secure.request()));
    const [hosted = ''] = page.headers.getSetCookie();
    assert.match(hosted, /^__Host-ticketoffice-login-\w+=[\w-]+; .*; SameSite=Lax; Secure$/);
    await secure.close();
  });
});

describe('a request that is odd', () => {
  it('is answered with its own state, whichever tab is used first', async () => {
    const first = await open({ state: 'one' });
    const second = await open({ state: 'two', nonce: 'n-2' });
    const other = await browser.submit(second, person, 'sign-in');
    assert.equal(new URL(other.location ?? '').searchParams.get('state'), 'two');
    const late = await browser.submit(first, person, 'sign-in');
    // The sign-in in the other tab serves this one too.
    assert.equal(new URL(late.location ?? '').searchParams.get('state'), 'one');
  });

  it('breaks no header, whatever its state is', async () => {
    await scene.signIn({}, TENANT, browser);
    const state = 'x\r\nSet-Cookie: a=b\r\n\r\n<script>&code=stolen#"\u{1F600}';
    const answer = await open({ state });
    const url = new URL(answer.location ?? '');
    assert.equal(url.searchParams.get('state'), state);
    assert.equal(url.searchParams.getAll('code').length, 1);
    assert.match(answer.location ?? '', /^[!-~]+$/);
    const form = await open({ state, response_mode: 'form_post' });
    assert.doesNotMatch(form.html, /<script>&/);
  });

  it('is refused if a parameter comes twice, is huge, or has a NUL', async () => {
    const url = scene.address(scene.request());
    assertStays(await browser.open(`${url}&state=another`));
    assertStays(await browser.open(`${url}&redirect_uri=${encodeURIComponent(REDIRECT)}`));
    assertStays(await open({ state: 'x'.repeat(5000) }));
    assertStays(await open({ nonce: 'a\0' }));
    assertStays(await open({ client_id: 'a\0' }));
    const body = new URLSearchParams(scene.request({ state: 'x'.repeat(70_000) }));
    const large = await browser.open(url, { method: 'POST', body });
    assert.deepEqual([large.status, large.location], [413, null]);
    assert.equal((await open({ acr_values: 'tenant:../../x' }, 'common')).status, 400);
    assert.equal((await open({}, '%00')).status, 400);
  });

  it('cannot be put into a frame', async () => {
    for (const page of [await open(), await open({ client_id: 'x' })]) {
      assert.equal(page.headers.get('x-frame-options'), 'DENY');
      assert.match(page.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
    }
  });

  it('of a disabled application ends here, as do its forms', async () => {
    const { id, clientId: client_id } = await scene.addApplication('Old', {
      redirectUris: [REDIRECT],
    });
    const page = await open({ client_id });
    const { applications } = scene.cast.installation.registry.stores;
    await applications.disable(id, scene.cast.clock.nowMs);
    assertStays(await browser.submit(page, person, 'sign-in'));
    assertStays(await open({ client_id }));
  });

  it('of an application that the company does not use gets no further', async () => {
    const { clientId: client_id } = await scene.addApplication('Elsewhere', {
      redirectUris: [REDIRECT],
      tenantIds: [],
    });
    const page = await open({ client_id });
    assertStays(page);
    assert.match(page.html, /does not use this application/);
  });
});

describe('guessing', () => {
  it('passwords is delayed and locked as at every other door', async () => {
    const guesser = await LoginScene.create();
    let page = await browser.open(guesser.address(guesser.request()));
    for (let count = 0; count < 10; count += 1) {
      page = await browser.submit(page, { username: 'anna', password: `x${count}` }, 'sign-in');
    }
    const right = await browser.submit(page, person, 'sign-in');
    assertStays(right);
    const { audit } = guesser.cast.installation.registry.stores;
    const [lock] = await audit.listLatest({ action: 'user-locked' }, 1);
    assert.equal(lock?.user, 'anna');
    await guesser.close();
  });

  it('leaves no secret in the audit trail', async () => {
    const { body } = await scene.tokens(scene.redemption(await scene.newCode()));
    const { audit } = scene.cast.installation.registry.stores;
    const told = JSON.stringify(await audit.listLatest({}, 1000));
    for (const secret of [PASSWORD, body['refresh_token'], body['access_token']]) {
      assert.ok(!told.includes(String(secret)));
    }
    for (const action of ['login', 'authorization-code-issued', 'refresh-token-issued']) {
      assert.match(told, new RegExp(`"action":"${action}"`));
    }
  });
});
