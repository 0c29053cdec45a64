/** Mail servers that are away, refuse the mail, or cannot be trusted. */
import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { SMTPServerOptions } from 'smtp-server';
import { type Mail, MailError } from '../../src/domain/passwords/mailer.ts';
import { SmtpMailer } from '../../src/mail/smtp-mailer.ts';
import { parseSmtpUrl } from '../../src/mail/smtp-server-url.ts';
import { CertificateAuthority } from '../support/certificates.ts';
import { type MailServer, startMailServer, textOf } from '../support/mail-server.ts';
import { agentOf, resultOf } from '../support/user-agent-calls.ts';
import { type SceneCaller, UserAgentScene } from '../support/user-agent-scene.ts';

const TIMEOUT_MS = 400;
const authority = new CertificateAuthority('Test CA');
const { cert, key } = authority.issueServer();
const withTls = { cert, key, secure: false };
const needsLogin: SMTPServerOptions = {
  ...withTls,
  authOptional: false,
  onAuth: ({ username, password }, _session, done) =>
    username === 'crm' && password === 'p@ss'
      ? done(null, { user: username })
      : done(new Error('no such login')),
};

/** Makes a scene whose mails go to the URL. `PORT` in it is the port of the mail server. */
async function sceneFor(url: string, port: number): Promise<UserAgentScene> {
  const server = parseSmtpUrl(url.replace('PORT', String(port)));
  assert.ok(server, url);
  const from = { name: '', address: 'crm@example.com' };
  const mailer = new SmtpMailer({ server, from, timeoutMs: TIMEOUT_MS });
  const mailDelivery = { mailer, publicUrl: 'https://crm.example.com' };
  return UserAgentScene.create(undefined, { mailDelivery });
}

async function send(scene: UserAgentScene, { user, ticket }: SceneCaller) {
  const agent = agentOf('soap', { url: scene.url, ticket });
  const answer = agent('SendChangePasswordEMail', { AssociateId: user.id });
  const { Success, Message } = Object(await resultOf(answer));
  return { Success, Message };
}

async function withMailServer(
  options: SMTPServerOptions,
  url: string,
  body: (scene: UserAgentScene, server: MailServer) => Promise<void>,
): Promise<void> {
  const server = await startMailServer(options);
  const scene = await sceneFor(url, server.port);
  try {
    await body(scene, server);
  } finally {
    await scene.close();
    await server.close();
  }
}

const refusal = (code: number) => Object.assign(new Error('refused'), { responseCode: code });

const FAILURES: readonly [
  what: string,
  options: SMTPServerOptions,
  url: string,
  message: RegExp,
  problem: string,
][] = [
  ['offers no STARTTLS', {}, 'smtp://127.0.0.1:PORT', /not secure/, 'insecure'],
  ['has a certificate of a stranger', withTls, 'smtp://127.0.0.1:PORT', /not secure/, 'insecure'],
  [
    'has a certificate of a stranger from the start',
    { ...withTls, secure: true },
    'smtps://127.0.0.1:PORT',
    /not secure/,
    'insecure',
  ],
  [
    'refuses the address',
    { onRcptTo: (_to, _session, done) => done(refusal(550)) },
    'smtp://127.0.0.1:PORT?tls=none',
    /refuses the mail\. Check the e-mail address/,
    'mail-refused',
  ],
  [
    'wants a login',
    { authOptional: false, allowInsecureAuth: true },
    'smtp://127.0.0.1:PORT?tls=none',
    /refuses this server/,
    'login-refused',
  ],
];

describe('a mail is not sent if the server', () => {
  for (const [what, options, url, message, problem] of FAILURES) {
    it(what, () =>
      withMailServer(options, url, async (scene, { mails }) => {
        const to = await scene.addCaller({ email: 'anna@example.com' });
        const answer = await send(scene, to);
        assert.equal(answer.Success, false);
        assert.match(answer.Message, message);
        assert.equal(mails.length, 0);
        const events = await scene.eventsBy(to);
        assert.deepEqual(
          events.map(({ action }) => action),
          ['password-mail-requested', 'password-mail-failed'],
        );
        assert.equal(Reflect.get(events[1] ?? {}, 'problem'), problem);
        assert.equal(await scene.services.stores.passwordResets.remove(to.user.id), false);
      }),
    );
  }

  it('is away', async () => {
    const { port, close } = await startMailServer();
    await close();
    const scene = await sceneFor('smtp://127.0.0.1:PORT', port);
    try {
      const to = await scene.addCaller({ email: 'anna@example.com' });
      const { Success, Message } = await send(scene, to);
      assert.equal(Success, false);
      assert.match(Message, /cannot be reached/);
      assert.ok(!Message.includes(String(port)));
    } finally {
      await scene.close();
    }
  });

  it('never finishes its answer, and other requests do not wait', async () => {
    const sockets: Socket[] = [];
    const dripping: Server = createServer((socket) => {
      sockets.push(socket);
      const drip = setInterval(() => socket.write('220-wait\r\n'), 20);
      socket.on('error', () => {}).on('close', () => clearInterval(drip));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => dripping.once('listening', resolve));
    const address = dripping.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const scene = await sceneFor('smtp://127.0.0.1:PORT?tls=none', port);
    try {
      const callers = await Promise.all(
        Array.from({ length: 9 }, (_, index) =>
          scene.addCaller({ email: `u${index}@example.com` }),
        ),
      );
      const sending = callers.map((to) => send(scene, to));
      const { ticket } = callers[0] ?? { ticket: '' };
      const agent = agentOf('soap', { url: scene.url, ticket });
      let isSending = true;
      const all = Promise.all(sending).finally(() => {
        isSending = false;
      });
      assert.ok(await resultOf(agent('GetAccessToken')));
      assert.equal(isSending, true);
      const messages = (await all).map(({ Message }) => Message);
      const busy = messages.filter((message) => /^Too many mails are being sent/.test(message));
      assert.equal(busy.length, 1, 'eight are sent at once');
      const away = messages.filter((message) => /cannot be reached/.test(message));
      assert.equal(away.length, 8);
    } finally {
      for (const socket of sockets) socket.destroy();
      dripping.close();
      await scene.close();
    }
  });
});

it('a mail that is not sent does not end the link of a later one', async () => {
  const texts: string[] = [];
  const failing = Promise.withResolvers<void>();
  const mailer = {
    send: async ({ text }: Mail) => {
      texts.push(text);
      if (texts.length > 1) return;
      await failing.promise;
      throw new MailError('unreachable', 'on purpose');
    },
  };
  const mailDelivery = { mailer, publicUrl: 'https://crm.example.com' };
  const scene = await UserAgentScene.create(undefined, { mailDelivery });
  try {
    const to = await scene.addCaller({ email: 'anna@example.com' });
    const first = send(scene, to);
    while (texts.length === 0) await nextTurn();
    assert.deepEqual(await send(scene, to), { Success: true, Message: '' });
    failing.resolve();
    assert.equal((await first).Success, false);
    const tokens = texts.map((text) => /token=(\S+)/.exec(text)?.[1] ?? '');
    const opened = tokens.map((token) => scene.services.passwordResets.open(token));
    const [gone, later] = await Promise.all(opened);
    assert.deepEqual([gone, later?.userName], [null, to.user.name]);
  } finally {
    await scene.close();
  }
});

describe('a mail server with a trusted certificate', () => {
  it('gets the mail and the login after STARTTLS, or after TLS from the start', async () => {
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, authority.cert]);
    try {
      for (const secure of [false, true]) {
        const url = `${secure ? 'smtps' : 'smtp'}://crm:p%40ss@127.0.0.1:PORT`;
        await withMailServer({ ...needsLogin, secure }, url, async (scene, { mails }) => {
          const to = await scene.addCaller({ email: 'anna@example.com' });
          assert.deepEqual(await send(scene, to), { Success: true, Message: '' });
          assert.match(textOf(mails[0] ?? { from: '', to: [], raw: '' }), /password\?token=/);
        });
        const wrong = url.replace('p%40ss', 'wrong');
        await withMailServer({ ...needsLogin, secure }, wrong, async (scene, { mails }) => {
          const to = await scene.addCaller({ email: 'anna@example.com' });
          const { Success, Message } = await send(scene, to);
          assert.deepEqual([Success, mails.length], [false, 0]);
          assert.match(Message, /refuses this server/);
          const events = JSON.stringify(await scene.eventsBy(to));
          assert.match(events, /login-refused.*535/);
          assert.ok(!events.includes('wrong'));
        });
      }
    } finally {
      setDefaultCACertificates(before);
    }
  });
});
