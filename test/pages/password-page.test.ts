/** The page on which a user chooses a new password: its form, its answers and its headers. */
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { credentialsOf } from '../../src/domain/login/authenticator.ts';
import type { Mail } from '../../src/domain/passwords/mailer.ts';
import { createLog } from '../../src/observe/log.ts';
import type { TenantServices } from '../../src/tenant-services.ts';
import { asOperator } from '../support/operator.ts';
import { addUser, TestInstallation } from '../support/test-installation.ts';

const NEW = 'chosen at the page';
const TENANT = 'Cust12345';

let installation: TestInstallation;
let services: TenantServices;
let url: string;
const mails: Mail[] = [];
const logged: string[] = [];
before(async () => {
  const mailer = { send: async (mail: Mail) => void mails.push(mail) };
  const mailDelivery = { mailer, publicUrl: 'https://crm.example.com' };
  installation = await TestInstallation.create('online', undefined, { mailDelivery });
  services = await installation.addTenant(TENANT);
  const log = createLog('trace', { write: (line) => void logged.push(line) });
  url = `${await installation.serve({}, null, log)}/${TENANT}`;
});
after(() => installation.close());

let users = 0;
/** Adds a user, and mails a link. Returns the user's name and the token in the link. */
async function mailLink(namePrefix = 'anna') {
  users += 1;
  const name = `${namePrefix}${users}`;
  const user = await addUser(services, name, 'the old password', {
    email: `u${users}@example.com`,
  });
  const outcome = await services.passwordResets.send(asOperator('change-passwords'), user.id);
  assert.deepEqual(outcome, { isSent: true, reason: '' });
  const link = /https:\S+/.exec(mails.at(-1)?.text ?? '')?.[0] ?? '';
  const { origin, pathname, searchParams } = new URL(link);
  assert.equal(origin + pathname, `https://crm.example.com/${TENANT}/password`);
  return { name, token: searchParams.get('token') ?? '' };
}

const open = (token: string) => fetch(`${url}/password?token=${encodeURIComponent(token)}`);

/** Posts the form as a browser does from a page that sends no referrer. */
function submit(fields: Readonly<Record<string, string>>, headers: Record<string, string> = {}) {
  return fetch(`${url}/password`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { Origin: 'null', ...headers },
  });
}

async function logsIn(name: string, password: string): Promise<boolean> {
  const caller = { address: '198.51.100.7', userAgent: null };
  return (await services.logins.authenticate(credentialsOf(name, password), caller)) !== null;
}

/** Checks what every answer of the page has. */
function requirePage({ headers }: Response, html: string): void {
  assert.equal(headers.get('content-type'), 'text/html; charset=utf-8');
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.equal(headers.get('referrer-policy'), 'no-referrer');
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
  assert.equal(headers.get('x-frame-options'), 'DENY');
  const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(html) ?? [];
  assert.equal(
    headers.get('content-security-policy'),
    `default-src 'none'; style-src 'sha256-${hash('sha256', style, 'base64')}'; ` +
      "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  );
  assert.match(style, /color-scheme: light dark/);
  assert.doesNotMatch(html, /<script|\son\w+=|style="|https?:/i);
  assert.match(html, /^<!doctype html>\n<html lang="en">/);
}

describe('a link', () => {
  it('shows a form that sets the password', async () => {
    const { name, token } = await mailLink();
    const form = await open(token);
    const html = await form.text();
    assert.equal(form.status, 200);
    requirePage(form, html);
    assert.match(html, new RegExp(`<input type="hidden" name="token" value="${token}">`));
    assert.match(html, new RegExp(`autocomplete="username" readonly\\s+value="${name}"`));
    assert.equal(
      [...html.matchAll(/autocomplete="new-password" required\s+minlength="8"/g)].length,
      2,
    );
    for (const [, id] of html.matchAll(/<label for="(\w+)">/g)) {
      assert.match(html, new RegExp(`id="${id}"`));
    }
    const set = await submit({ token, password: NEW, again: NEW });
    const done = await set.text();
    assert.equal(set.status, 200);
    requirePage(set, done);
    assert.match(done, /<h1>Your password is set<\/h1>/);
    assert.equal(await logsIn(name, NEW), true);
    for (const answer of [await open(token), await submit({ token, password: NEW, again: NEW })]) {
      assert.equal(answer.status, 404);
      const ended = await answer.text();
      requirePage(answer, ended);
      assert.match(ended, /<h1>This link is not valid<\/h1>/);
    }
  });

  it('stays valid when the page is only opened', async () => {
    const { token } = await mailLink();
    for (let count = 0; count < 3; count += 1) assert.equal((await open(token)).status, 200);
    assert.equal((await fetch(`${url}/password?token=${token}`, { method: 'HEAD' })).status, 200);
    assert.equal((await submit({ token, password: NEW, again: NEW })).status, 200);
  });

  it('that was never sent shows no form', async () => {
    for (const token of ['', 'x', 'A'.repeat(43), '<script>', `${'A'.repeat(43)}\0`]) {
      const answer = await open(token);
      assert.equal(answer.status, 404, token);
      const html = await answer.text();
      requirePage(answer, html);
      assert.doesNotMatch(html, /<form/);
      assert.equal((await submit({ token, password: NEW, again: NEW })).status, 404);
    }
    assert.equal((await fetch(`${url}/password`)).status, 404);
    assert.equal((await fetch(`${url}/password?token=a&token=b`)).status, 404);
  });

  it('of another tenant is not valid', async () => {
    const { token } = await mailLink();
    await installation.addTenant('Cust26759');
    const other = url.replace(TENANT, 'Cust26759');
    assert.equal((await fetch(`${other}/password?token=${token}`)).status, 404);
    assert.equal((await open(token)).status, 200);
  });
});

describe('a form with a mistake', () => {
  it('is shown again with what was wrong, and keeps the link valid', async () => {
    const { name, token } = await mailLink();
    const mistakes = [
      [
        { token, password: NEW, again: 'another one' },
        'The two passwords differ. Type them again.',
      ],
      [{ token, password: 'short', again: 'short' }, 'The password needs at least 8 characters.'],
      [{ token }, 'The password needs at least 8 characters.'],
      [
        { token, password: 'å'.repeat(513), again: 'å'.repeat(513) },
        'A password has at most 1024 bytes.',
      ],
    ] as const;
    for (const [fields, problem] of mistakes) {
      const answer = await submit(fields as Record<string, string>);
      const html = await answer.text();
      assert.equal(answer.status, 400);
      requirePage(answer, html);
      assert.ok(html.includes(`<p role="alert" id="problem">${problem}</p>`), html);
      assert.match(html, /aria-invalid="true" aria-describedby="problem"/);
      assert.doesNotMatch(html, /another one|short/);
    }
    assert.equal(await logsIn(name, 'the old password'), true);
    assert.equal((await submit({ token, password: NEW, again: NEW })).status, 200);
  });

  it('has the name of the user as text only', async () => {
    const { token } = await mailLink('"><img src=x>&');
    const html = await (await open(token)).text();
    assert.ok(html.includes('value="&quot;&gt;&lt;img src=x&gt;&amp;'), html);
    const done = await (await submit({ token, password: NEW, again: NEW })).text();
    assert.doesNotMatch(done, /<img/);
  });

  it('is refused if it is no form, or too large', async () => {
    const { token } = await mailLink();
    const post = (body: string, type: string) =>
      fetch(`${url}/password`, { method: 'POST', body, headers: { 'Content-Type': type } });
    const form = 'application/x-www-form-urlencoded';
    const refused = [
      [await post(JSON.stringify({ token, password: NEW, again: NEW }), 'application/json'), 415],
      [await post(`token=${token}&password=${'a'.repeat(70_000)}`, form), 413],
      [await post(`token=${token}&password=%ff`, form), 400],
      [await fetch(`${url}/password`, { method: 'PUT' }), 405],
      [await fetch(`${url}/password/more`), 404],
      [await fetch(`${url.replace(TENANT, 'Nobody')}/password`), 421],
    ] as const;
    for (const [answer, status] of refused) {
      assert.equal(answer.status, status);
      requirePage(answer, await answer.text());
    }
    assert.equal((await submit({ token, password: NEW, again: NEW })).status, 200);
  });
});

describe('the page', () => {
  it('lets one of many requests with the same link win', async () => {
    const { name, token } = await mailLink();
    const passwords = ['the first one', 'the second one', 'the third one'];
    const answers = await Promise.all(
      passwords.map((password) => submit({ token, password, again: password })),
    );
    const statuses = answers.map(({ status }) => status);
    assert.deepEqual(statuses.toSorted(), [200, 404, 404]);
    const winner = passwords[statuses.indexOf(200)] ?? '';
    assert.equal(await logsIn(name, winner), true);
  });

  it('says that the server is busy, and keeps the link valid', async () => {
    const { token } = await mailLink();
    const { passwordHasher } = services;
    const stored = await passwordHasher.hash('slow to check');
    const crowd = Promise.allSettled(
      Array.from({ length: 133 }, () => passwordHasher.verify('x', stored, ['127.0.0.1'])),
    );
    const busy = await submit({ token, password: NEW, again: NEW });
    assert.equal(busy.status, 503);
    assert.equal(busy.headers.get('retry-after'), '5');
    requirePage(busy, await busy.text());
    await crowd;
    assert.equal((await submit({ token, password: NEW, again: NEW })).status, 200);
  });

  it('hides the details of unexpected errors', async () => {
    const { token } = await mailLink();
    const other = await installation.openAgain();
    const broken = await installation.serve({}, null, undefined, other);
    await other.stores.close();
    const answer = await fetch(`${broken}/${TENANT}/password?token=${token}`);
    const html = await answer.text();
    assert.ok(answer.status >= 500, html);
    requirePage(answer, html);
    assert.match(html, /because of an error of its own/);
  });

  it('puts neither tokens nor passwords into the log, nor into the audit trail', async () => {
    const { name, token } = await mailLink();
    await open(token);
    await submit({ token, password: NEW, again: 'secret mistake' });
    await submit({ token, password: NEW, again: NEW });
    const { audit } = installation.registry.stores;
    const events = JSON.stringify(await audit.listLatest({ user: name }, 10));
    const told = logged.join('') + events;
    assert.match(told, /"operation":"password\.set"/);
    assert.match(told, /"protocol":"page"/);
    for (const secret of [token, NEW, encodeURIComponent(NEW), 'secret mistake']) {
      assert.ok(!told.includes(secret), secret);
    }
  });
});
