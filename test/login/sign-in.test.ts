/** A person signs in: the pages, the consent, and the answer to the application. */
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import {
  formOf,
  LoginScene,
  PASSWORD,
  REDIRECT,
  type SeenPage,
  TENANT,
  TestBrowser,
} from '../support/login-scene.ts';

let scene: LoginScene;
before(async () => {
  scene = await LoginScene.create();
});
after(() => scene.close());

/** Checks what every page has. */
function requirePage({ headers, html }: SeenPage, formTargets: string, language = 'en'): void {
  assert.equal(headers.get('content-type'), 'text/html; charset=utf-8');
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.equal(headers.get('referrer-policy'), 'no-referrer');
  assert.equal(headers.get('x-frame-options'), 'DENY');
  const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(html) ?? [];
  assert.equal(
    headers.get('content-security-policy'),
    `default-src 'none'; style-src 'sha256-${hash('sha256', style, 'base64')}'; ` +
      `form-action 'self'${formTargets}; frame-ancestors 'none'; base-uri 'none'`,
  );
  assert.match(style, /color-scheme: light dark/);
  assert.doesNotMatch(html, /<script|\son\w+=|style="/i);
  assert.match(html, new RegExp(`^<!doctype html>\n<html lang="${language}">`));
  for (const [, id] of html.matchAll(/<label for="(\w+)">/g))
    assert.match(html, new RegExp(`id="${id}"`));
}

const TARGET = ' https://app.example.com';

describe('a first sign-in', () => {
  it('asks for company, password and consent, and returns with state and code', async () => {
    const browser = new TestBrowser();
    const choice = await browser.open(scene.address(scene.request(), 'common'));
    assert.equal(choice.status, 200);
    requirePage(choice, TARGET);
    assert.match(choice.html, /<h1>Choose your company<\/h1>/);
    const signIn = await browser.submit(choice, { company: ' cust12345 ' }, 'company');
    requirePage(signIn, TARGET);
    assert.match(signIn.html, /Sailing Plans asks you to sign in to/);
    assert.match(signIn.html, /autocomplete="current-password" required/);
    const fields = { username: 'anna', password: PASSWORD };
    const consent = await browser.submit(signIn, fields, 'sign-in');
    requirePage(consent, TARGET);
    assert.match(consent.html, /<h1>Allow Sailing Plans\?<\/h1>/);
    assert.match(consent.html, /as a user of its own/);
    assert.match(consent.html, /signed in as anna@example\.com/);
    const done = await browser.submit(consent, {}, 'allow');
    assert.equal(done.status, 303);
    assert.equal(done.html, '');
    assert.match(
      done.location ?? '',
      /^https:\/\/app\.example\.com\/callback\?from=login&state=a%20state%26with%3Dsigns&code=[A-Za-z0-9]{64}$/,
    );
  });

  it('is remembered: the next request is answered at once', async () => {
    const browser = new TestBrowser();
    await scene.signIn({}, TENANT, browser);
    const again = await browser.open(scene.address(scene.request({ prompt: 'none' }), 'common'));
    assert.match(again.location ?? '', /[?&]code=/);
  });

  it('of a user who may not consent says who can', async () => {
    const other = await scene.addApplication('Lights', { redirectUris: [REDIRECT] });
    const browser = new TestBrowser();
    const request = scene.request({ client_id: other.clientId });
    const page = await browser.open(scene.address(request));
    const ask = await browser.submit(page, { username: 'per', password: PASSWORD }, 'sign-in');
    assert.match(ask.html, /<h1>An administrator must allow this<\/h1>/);
    assert.doesNotMatch(ask.html, /value="allow"/);
    const forced = await browser.submit(ask, {}, 'allow');
    assert.equal(forced.location, null);
    const back = await browser.submit(ask, {}, 'refuse');
    assert.equal(new URL(back.location ?? '').searchParams.get('error'), 'access_denied');
  });

  it('with a wrong password is asked again, whoever is signed in', async () => {
    const browser = new TestBrowser();
    await scene.signIn({}, TENANT, browser);
    const page = await browser.open(scene.address(scene.request({ prompt: 'login' })));
    const wrong = await browser.submit(page, { username: 'per', password: 'x' }, 'sign-in');
    assert.equal(wrong.status, 400);
    requirePage(wrong, TARGET);
    assert.match(wrong.html, /<p role="alert" id="problem">The user name or the password is wrong/);
    assert.match(wrong.html, /aria-invalid="true" aria-describedby="problem"/);
    const events = await scene.cast.installation.registry.stores.audit.listLatest(
      { action: 'login' },
      1,
    );
    assert.equal(events[0]?.outcome, 'refused');
    assert.equal(events[0]?.application, 'Sailing Plans');
  });
});

describe('the pages', () => {
  it('speak six languages', async () => {
    const titles = {
      de: 'Wählen Sie Ihre Firma',
      nb: 'Velg firma',
      sv: 'Välj företag',
      da: 'Vælg firma',
      nl: 'Kies uw bedrijf',
    };
    const url = scene.address(scene.request(), 'common');
    for (const [language, title] of Object.entries(titles)) {
      const headers = { 'Accept-Language': `fr-FR, ${language}-XX;q=0.9, en;q=0.8` };
      const page = await new TestBrowser().open(url, { headers });
      requirePage(page, TARGET, language);
      assert.match(page.html, new RegExp(`<h1>${title}</h1>`));
    }
    const nynorsk = { headers: { 'Accept-Language': 'nn' } };
    requirePage(await new TestBrowser().open(url, nynorsk), TARGET, 'nb');
    const asked = scene.address(scene.request({ ui_locales: 'xx sv' }), 'common');
    requirePage(await new TestBrowser().open(asked), TARGET, 'sv');
  });

  it('show names as text only', async () => {
    const name = '<img src=x>"&';
    const other = await scene.addApplication(name, { redirectUris: [REDIRECT] });
    const request = scene.request({ client_id: other.clientId, login_hint: '"><img src=x>' });
    const page = await new TestBrowser().open(scene.address(request));
    assert.doesNotMatch(page.html, /<img/);
    assert.match(page.html, /value="&quot;&gt;&lt;img src=x&gt;"/);
  });

  it('prefill the hinted user, and skip the choice of a hinted company', async () => {
    const hints = { login_hint: 'anna', acr_values: 'urn:x tenant:Cust12345' };
    const page = await new TestBrowser().open(scene.address(scene.request(hints), 'common'));
    assert.match(page.html, /<h1>Sign in<\/h1>/);
    assert.match(page.html, /value="anna"/);
  });

  it('let a person choose another company', async () => {
    const browser = new TestBrowser();
    const page = await browser.open(scene.address(scene.request(), 'nobody'));
    assert.equal(page.status, 400);
    assert.match(page.html, /There is no such company here/);
    const signIn = await browser.submit(page, { company: TENANT }, 'company');
    const choice = await browser.submit(signIn, {}, 'other-company');
    assert.match(choice.html, /Choose your company/);
  });

  it('end with what was wrong, where nothing can be returned to', async () => {
    const wrong = await new TestBrowser().open(scene.address(scene.request({ client_id: 'x' })));
    assert.equal(wrong.status, 400);
    requirePage(wrong, '');
    const redirect = scene.request({ redirect_uri: 'https://evil.example.com/' });
    const refused = await new TestBrowser().open(scene.address(redirect));
    assert.match(refused.html, /Authorization error: InvalidRedirectUrl \(2\)/);
    assert.equal(refused.location, null);
  });
});

describe('a request', () => {
  it('is answered in the mode it asks for; unknown modes are the default', async () => {
    const fragment = await scene.signIn({ response_mode: 'fragment' });
    assert.match(fragment.hash, /^#state=a%20state%26with%3Dsigns&code=[A-Za-z0-9]{64}$/);
    const unknown = await scene.signIn({ response_mode: 'form_data' });
    assert.ok(unknown.searchParams.get('code'));
  });

  it('by form_post is answered by a form that sends itself, or by a button', async () => {
    const browser = new TestBrowser();
    await scene.signIn({}, TENANT, browser);
    const page = await browser.open(scene.address(scene.request({ response_mode: 'form_post' })));
    const { url, hidden } = formOf(page);
    assert.equal(url, REDIRECT);
    assert.deepEqual(Object.keys(hidden), ['state', 'code']);
    assert.equal(hidden['state'], 'a state&with=signs');
    const [, script = ''] = /<script>(.*?)<\/script>/.exec(page.html) ?? [];
    const policy = page.headers.get('content-security-policy') ?? '';
    assert.ok(policy.includes(`script-src 'sha256-${hash('sha256', script, 'base64')}'`), policy);
    assert.ok(policy.includes("form-action 'self' https://app.example.com;"), policy);
    assert.match(page.html, /<button autofocus>/);
  });

  it('for tokens is answered in the fragment, in the order of the original', async () => {
    const implicit = await scene.signIn({
      response_type: 'id_token token',
      response_mode: 'query',
    });
    assert.equal(implicit.searchParams.get('access_token'), null);
    const members = new URLSearchParams(implicit.hash.slice(1));
    const names = ['access_token', 'token_type', 'state', 'expires_in', 'id_token'];
    assert.deepEqual([...members.keys()], names);
    assert.equal(members.get('token_type'), 'bearer');
    assert.equal(members.get('expires_in'), '3600');
    assert.equal(await scene.callWith(members.get('access_token')), 200);
    const hybrid = await scene.signIn({ response_type: 'code id_token' });
    const both = new URLSearchParams(hybrid.hash.slice(1));
    assert.deepEqual([...both.keys()], ['state', 'code', 'id_token']);
  });

  it('without a redirect URI is answered at the first that is registered', async () => {
    const { redirect_uri: _left, ...request } = scene.request({
      redirect_url: 'https://x.example/',
    });
    const browser = new TestBrowser();
    await scene.signIn({}, TENANT, browser);
    const answer = await browser.open(scene.address(request));
    assert.ok(answer.location?.startsWith(`${REDIRECT}&state=`));
  });

  it('may be sent as a form', async () => {
    const url = `${scene.cast.origin}/login/common/oauth/authorize`;
    const body = new URLSearchParams(scene.request());
    const headers = { Origin: 'https://app.example.com' };
    const page = await new TestBrowser().open(url, { method: 'POST', body, headers });
    assert.match(page.html, /Choose your company/);
  });

  it('of a native application may name any port', async () => {
    const { native } = scene.cast;
    const redirect = 'http://127.0.0.1:49152/back';
    const changes = {
      client_id: native.clientId,
      redirect_uri: redirect,
      code_challenge: 'x'.repeat(43),
    };
    const answer = await scene.signIn(changes);
    assert.equal(answer.origin, 'http://127.0.0.1:49152');
  });

  it('with prompt=none is never answered by a page', async () => {
    const errorOf = async (changes: Record<string, string>, tenant?: string) => {
      const page = await new TestBrowser().open(
        scene.address(scene.request({ prompt: 'none', ...changes }), tenant),
      );
      return new URL(page.location ?? '').searchParams.get('error');
    };
    assert.equal(await errorOf({}), 'login_required');
    assert.equal(await errorOf({}, 'common'), 'interaction_required');
    assert.equal(await errorOf({ prompt: 'none login' }), 'invalid_request');
  });

  it('with prompt=login or max_age asks for the password again', async () => {
    const browser = new TestBrowser();
    await scene.signIn({}, TENANT, browser);
    const login = await browser.open(scene.address(scene.request({ prompt: 'login' })));
    assert.match(login.html, /<h1>Sign in<\/h1>/);
    const fields = { username: 'anna', password: PASSWORD };
    const done = await browser.submit(login, fields, 'sign-in');
    assert.match(done.location ?? '', /code=/);
    scene.cast.clock.nowMs += 61_000;
    const old = await browser.open(scene.address(scene.request({ max_age: '60' })));
    assert.match(old.html, /<h1>Sign in<\/h1>/);
    const young = await browser.open(scene.address(scene.request({ max_age: '3600' })));
    assert.match(young.location ?? '', /code=/);
  });

  it('for another user than the one who is signed in asks for that one', async () => {
    const browser = new TestBrowser();
    await scene.signIn({}, TENANT, browser);
    const other = await browser.open(scene.address(scene.request({ login_hint: 'per' })));
    assert.match(other.html, /value="per"/);
    const same = await browser.open(
      scene.address(scene.request({ login_hint: 'ANNA@example.com' })),
    );
    assert.match(same.location ?? '', /code=/);
  });

  it('that is wrong is answered at the application', async () => {
    const wrong: readonly (readonly [Record<string, string>, string])[] = [
      [{ response_type: 'cod' }, 'unsupported_response_type'],
      [{ response_type: '' }, 'invalid_request'],
      [{ scope: 'profile' }, 'invalid_scope'],
      [{ code_challenge: 'short' }, 'invalid_request'],
      [{ code_challenge: 'x'.repeat(43), code_challenge_method: 'S512' }, 'invalid_request'],
      [{ code_challenge_method: 'S256' }, 'invalid_request'],
      [{ max_age: 'soon' }, 'invalid_request'],
      [{ request: 'e30.e30.' }, 'request_not_supported'],
      [{ request_uri: 'https://x.example/' }, 'request_uri_not_supported'],
    ];
    for (const [changes, error] of wrong) {
      const page = await new TestBrowser().open(scene.address(scene.request(changes)));
      const { searchParams } = new URL(page.location ?? '');
      assert.deepEqual([...searchParams.keys()].slice(0, 3), ['from', 'state', 'error']);
      assert.equal(searchParams.get('error'), error);
    }
  });
});
