/** New passwords by mail: the operation of the User agent, with a real mail server. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { credentialsOf } from '../../src/domain/login/authenticator.ts';
import { SmtpMailer } from '../../src/mail/smtp-mailer.ts';
import { type MailServer, startMailServer, textOf } from '../support/mail-server.ts';
import { changePerson, startSession, type TestUser } from '../support/test-installation.ts';
import {
  type Agent,
  agentOf,
  requireRefused,
  resultOf,
  ways,
} from '../support/user-agent-calls.ts';
import { type SceneCaller, scenePassword, UserAgentScene } from '../support/user-agent-scene.ts';

const PUBLIC_URL = 'https://crm.example.com/crm';
const LINK = /^https:\/\/crm\.example\.com\/crm\/password\?token=([A-Za-z0-9_-]{43})$/m;
const NEW = 'chosen by mail';
const MINUTE_MS = 60_000;
const caller = { address: '198.51.100.7', userAgent: null };

let nowMs = Date.UTC(2031, 4, 17);
let mailServer: MailServer;
let scene: UserAgentScene;
before(async () => {
  mailServer = await startMailServer();
  const server = { host: '127.0.0.1', port: mailServer.port, tls: 'none' } as const;
  const mailer = new SmtpMailer({
    server: { ...server, credentials: null },
    from: { name: 'CRM', address: 'crm@example.com' },
  });
  const mailDelivery = { mailer, publicUrl: PUBLIC_URL };
  scene = await UserAgentScene.create({ now: () => nowMs }, { mailDelivery });
});
after(async () => {
  await scene.close();
  await mailServer.close();
});

async function callerWithMail(profile: Partial<TestUser> = {}): Promise<SceneCaller> {
  return scene.addCaller({
    email: `${scene.name('mail').replace(' ', '')}@example.com`,
    ...profile,
  });
}

const soap = ({ ticket }: SceneCaller): Agent => agentOf('soap', { url: scene.url, ticket });

async function send(agent: Agent, AssociateId: number) {
  const { Success, Message } = Object(
    await resultOf(agent('SendChangePasswordEMail', { AssociateId })),
  );
  return { Success, Message };
}

const sent = { Success: true, Message: '' };

/** Sends the mail of a user, and returns the token in its link. */
async function tokenFor(user: SceneCaller): Promise<string> {
  assert.deepEqual(await send(soap(user), user.user.id), sent);
  const mail = mailServer.mails.at(-1);
  assert.ok(mail);
  const [, token = ''] = LINK.exec(textOf(mail)) ?? [];
  return token;
}

async function complete(token: string, password = NEW): Promise<boolean> {
  return scene.services.passwordResets.complete(token, password, caller);
}

async function logsIn(name: string, password: string): Promise<boolean> {
  return (await scene.services.logins.authenticate(credentialsOf(name, password), caller)) !== null;
}

async function eventsOf(name: string) {
  const { audit } = scene.installation.registry.stores;
  const events = await audit.listLatest({ user: name }, 20);
  return events.toReversed().map(({ action, detail: { by: _by, ...detail } }) => [action, detail]);
}

describe('a mail for a new password', () => {
  for (const way of ways) {
    it(`is sent by ${way}, and changes nothing yet`, async () => {
      const to = await callerWithMail();
      const agent = agentOf(way, { url: scene.url, ticket: to.ticket });
      const types = agent('GetSupportedChangePasswordTypes', { AssociateId: to.user.id });
      assert.deepEqual(await resultOf(types), ['Password', 'Email']);
      const before = mailServer.mails.length;
      assert.deepEqual(await send(agent, to.user.id), sent);
      assert.equal(mailServer.mails.length, before + 1);
      const mail = mailServer.mails.at(-1);
      assert.ok(mail);
      assert.deepEqual([mail.from, mail.to], ['crm@example.com', [to.user.email]]);
      assert.match(mail.raw, /^From: CRM <crm@example\.com>\r$/m);
      assert.match(mail.raw, /^Auto-Submitted: auto-generated\r$/m);
      const text = textOf(mail);
      assert.match(text, LINK);
      assert.ok(text.includes(`the user ${to.user.name} at Fjord Shipping AS.`), text);
      assert.equal(await logsIn(to.user.name, scenePassword), true);
    });
  }

  it('has a link that sets the password once and ends all sessions', async () => {
    const to = await callerWithMail();
    const other = await startSession(scene.services, to.user);
    const token = await tokenFor(to);
    const opened = await scene.services.passwordResets.open(token);
    assert.equal(opened?.userName, to.user.name);
    assert.equal(await complete(token), true);
    assert.equal(await logsIn(to.user.name, NEW), true);
    for (const ticket of [to.ticket, other]) {
      assert.equal(await scene.services.sessions.open(ticket), null);
    }
    assert.equal(await complete(token, 'once more, please'), false);
    assert.equal(await scene.services.passwordResets.open(token), null);
    assert.equal(await logsIn(to.user.name, NEW), true);
    const events = (await eventsOf(to.user.name)).filter(([action]) => action !== 'login');
    const detail = { userId: to.user.id };
    assert.deepEqual(events, [
      ['password-mail-requested', detail],
      ['user-password-set', { ...detail, how: 'mail' }],
    ]);
  });

  it('has a link that stays valid after a password that breaks the policy', async () => {
    const to = await callerWithMail();
    const token = await tokenFor(to);
    await assert.rejects(complete(token, 'short'), /at least 8 characters/);
    assert.equal(await complete(token), true);
  });

  it('has a token of which only a hash is stored', async () => {
    const token = await tokenFor(await callerWithMail());
    const database = await scene.installation.readDatabase();
    assert.equal(database.includes(token), false);
    assert.equal(database.includes(Buffer.from(token, 'base64url').toString('base64')), false);
  });
});

describe('a link ends', () => {
  const endings: Readonly<Record<string, (to: SceneCaller) => unknown>> = {
    'after an hour': () => {
      nowMs += 60 * MINUTE_MS;
    },
    'when another is sent': (to) => tokenFor(to),
    'when the password is changed': (to) =>
      resultOf(
        soap(to)('ChangeOwnPassword', { OldPassword: scenePassword, NewPassword: 'by the user' }),
      ),
    'when the user is disabled': ({ user }) =>
      scene.services.stores.associates.disable(user.id, nowMs),
    'when the address of the user changes': ({ user }) =>
      changePerson(scene.services.stores, user.personId, { email: 'other@example.com' }),
    'when the user is removed': ({ user }) =>
      scene.services.stores.associates.remove(user.id, nowMs),
  };
  for (const [what, end] of Object.entries(endings)) {
    it(what, async () => {
      const to = await callerWithMail();
      const token = await tokenFor(to);
      nowMs += 59 * MINUTE_MS;
      assert.ok(await scene.services.passwordResets.open(token));
      nowMs -= 59 * MINUTE_MS;
      await end(to);
      assert.equal(await scene.services.passwordResets.open(token), null);
      assert.equal(await complete(token), false);
      assert.equal(await logsIn(to.user.name, NEW), false);
    });
  }

  it('for one of two requests that set a password at the same time', async () => {
    const token = await tokenFor(await callerWithMail());
    const results = await Promise.all([
      complete(token, 'the first one'),
      complete(token, 'another one'),
    ]);
    assert.deepEqual(results.toSorted(), [false, true]);
  });

  it('if it was never sent', async () => {
    for (const token of ['', 'x', 'A'.repeat(43), 'A'.repeat(100_000), `${'A'.repeat(42)}\n`]) {
      assert.equal(await scene.services.passwordResets.open(token), null);
      assert.equal(await complete(token), false);
    }
  });
});

describe('no mail is sent', () => {
  it('to a user without an address, or to a disabled one', async () => {
    const administrator = soap(await scene.caller('admin-users'));
    const without = await scene.addUser();
    const disabled = (await callerWithMail()).user;
    await scene.services.stores.associates.disable(disabled.id, nowMs);
    const before = mailServer.mails.length;
    const reasons = [
      [without, `The user ${without.name} has no e-mail address.`],
      [disabled, `The user ${disabled.name} cannot log in.`],
    ] as const;
    for (const [{ id }, Message] of reasons) {
      assert.deepEqual(await send(administrator, id), { Success: false, Message });
      const types = administrator('GetSupportedChangePasswordTypes', { AssociateId: id });
      assert.deepEqual(await resultOf(types), ['Password']);
    }
    assert.equal(mailServer.mails.length, before);
  });

  it('for other users, or to a user with more rights', async () => {
    const notPermitted = /^You are not permitted to do this\./;
    const to = (await callerWithMail()).user;
    const strong = (await callerWithMail({ roleId: 1 })).user;
    const before = mailServer.mails.length;
    const refused = [
      [await scene.caller('employee'), to.id],
      [await scene.caller('employee'), 4711],
      [await scene.caller('admin-users'), strong.id],
    ] as const;
    for (const [from, AssociateId] of refused) {
      const call = soap(from)('SendChangePasswordEMail', { AssociateId });
      await requireRefused(call, 'SoIllegalOperationException', notPermitted);
    }
    const unknown = soap(await scene.caller('admin-all'))('SendChangePasswordEMail', {
      AssociateId: 4711,
    });
    await requireRefused(unknown, 'SoNotFoundException', /^There is no user 4711\./);
    assert.equal(mailServer.mails.length, before);
    assert.deepEqual(await send(soap(await scene.caller('admin-all')), strong.id), sent);
  });

  it('to a user more than three times in twenty minutes', async () => {
    const to = await callerWithMail();
    for (let count = 0; count < 3; count += 1) await tokenFor(to);
    const before = mailServer.mails.length;
    const { Success, Message } = await send(soap(to), to.user.id);
    assert.equal(Success, false);
    assert.match(Message, /^Too many mails .* Try again in 20 minutes\.$/);
    // Another caller has the same limit for this user.
    const administrator = soap(await scene.caller('admin-all'));
    assert.equal((await send(administrator, to.user.id)).Success, false);
    assert.equal(mailServer.mails.length, before);
    nowMs += 20 * MINUTE_MS;
    const token = await tokenFor(to);
    assert.equal((await send(soap(to), to.user.id)).Success, false);
    assert.equal(await complete(token), true, 'the last link still works');
  });

  it('from a network more than sixty times a minute', async () => {
    nowMs += 120 * MINUTE_MS;
    const administrator = soap(await scene.caller('admin-all'));
    const counts = { sent: 0, refused: 0 };
    for (let count = 0; count < 62; count += 1) {
      const { user } = await callerWithMail();
      const { Success } = await send(administrator, user.id);
      counts[Success ? 'sent' : 'refused'] += 1;
    }
    assert.deepEqual(counts, { sent: 60, refused: 2 });
    nowMs += 120 * MINUTE_MS;
  });
});

describe('a name in a mail', () => {
  it('adds no line to the header and no address', async () => {
    const evil = 'Eve\r\nBcc: <victim@example.com>\r\n\r\nhello';
    const { services } = scene;
    const to = await callerWithMail({ fullName: evil });
    await changePerson(services.stores, to.user.personId, { lastName: evil });
    await tokenFor(to);
    const mail = mailServer.mails.at(-1);
    assert.deepEqual(mail?.to, [to.user.email]);
    const [header = ''] = (mail?.raw ?? '').split('\r\n\r\n');
    assert.doesNotMatch(header, /^bcc:/im);
    assert.doesNotMatch(header, /^hello/m);
  });

  it('with several addresses in one sends to none of them', async () => {
    const to = await callerWithMail({ email: 'a@example.com,b@example.com' });
    const before = mailServer.mails.length;
    const { Success } = await send(soap(to), to.user.id);
    assert.equal(Success, false);
    assert.equal(mailServer.mails.length, before);
  });
});
