/** The journal explains why SOAP requests were refused, and shows the nearest valid form. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { soapVersions } from '../../src/soap/version.ts';
import { type JournalScene, openJournalScene, PASSWORD } from '../support/journal-scene.ts';
import { asOperator } from '../support/operator.ts';
import { credentials, envelope, getAccessToken, inServices } from '../support/soap-messages.ts';
import { addUser, startSession } from '../support/test-installation.ts';

const USER = '/Remote/Services88/User.svc';
const PRINCIPAL = '/Remote/Services88/SoPrincipal.svc';
const NAMESPACE = 'http://www.superoffice.net/ws/crm/NetServer/Services88';

let scene: JournalScene;
before(async () => {
  scene = await openJournalScene();
});
after(() => scene.installation.close());

interface Sent {
  readonly body: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a message, and returns why it was refused. */
async function refusalOf({ body, path = USER, headers = {} }: Sent) {
  const response = await fetch(scene.base + path, {
    method: 'POST',
    headers: { 'Content-Type': 'text/xml; charset=utf-8', ...headers },
    body,
  });
  await response.text();
  const { outcome, refusal, operation } = await scene.last();
  assert.equal(outcome, 'refused');
  assert.ok(refusal);
  return { ...refusal, operation };
}

const login = (userName: string, password: string) => ({
  path: PRINCIPAL,
  body: envelope(
    inServices(
      '<AuthenticateUsernamePassword>' +
        `<UserName>${userName}</UserName><Password>${password}</Password>` +
        '</AuthenticateUsernamePassword>',
    ),
  ),
});

describe('The journal tells why a ticket is refused', () => {
  const refusalOfTicket = (ticket: string) =>
    refusalOf({ body: envelope(getAccessToken(), credentials(ticket)) });
  const sessionOf = async (name: string) => {
    const user = await addUser(scene.services, name, PASSWORD);
    return { user, ticket: await startSession(scene.services, user) };
  };

  it('was cut', async () => {
    const { ticket } = await sessionOf('cut');
    const { reason, text, operation } = await refusalOfTicket(ticket.slice(0, -3));
    assert.equal(reason, 'ticket-malformed');
    assert.match(text, /Send it whole and unchanged/);
    assert.equal(operation, 'User/GetAccessToken');
  });

  it('is of another tenant', async () => {
    const text = Buffer.from('00000000-0000-4000-8000-000000000000;1;Cust999', 'utf16le').toString(
      'base64',
    );
    assert.equal((await refusalOfTicket(`7T:${text}`)).reason, 'ticket-of-other-tenant');
  });

  it('is not stored', async () => {
    const text = Buffer.from('00000000-0000-4000-8000-000000000000;1', 'utf16le').toString(
      'base64',
    );
    assert.equal((await refusalOfTicket(`7T:${text}`)).reason, 'ticket-unknown');
  });

  it('has another secret', async () => {
    const { ticket } = await sessionOf('forged');
    const [id] = Buffer.from(ticket.slice(3), 'base64').toString('utf16le').split(';');
    const forged = Buffer.from(`${id};1`, 'utf16le').toString('base64');
    assert.equal((await refusalOfTicket(`7T:${forged}`)).reason, 'ticket-forged');
  });

  it('has expired', async () => {
    const { ticket } = await sessionOf('expired');
    const before = scene.clock.nowMs;
    scene.clock.nowMs += 7 * 3_600_000;
    const { reason, text } = await refusalOfTicket(ticket);
    scene.clock.nowMs = before;
    assert.equal(reason, 'ticket-expired');
    assert.match(text, /expired at 2026-11-22T18:00:00.000Z. It was last used at 2026-11-22T12:00/);
  });

  it('was revoked', async () => {
    const { ticket } = await sessionOf('revoked');
    const session = await scene.services.sessions.open(ticket);
    assert.ok(session);
    const { sessionAdministration } = scene.services;
    await sessionAdministration.revokeTicket(asOperator('end-sessions'), session.ticket.id);
    assert.equal((await refusalOfTicket(ticket)).reason, 'ticket-revoked');
  });

  it('ended because the user was disabled, and is disabled', async () => {
    const { user, ticket } = await sessionOf('disabled');
    await scene.services.users.disable(asOperator('administer-users'), user.id);
    const { reason, text } = await refusalOfTicket(ticket);
    assert.equal(reason, 'user-disabled');
    assert.match(text, /^disabled is disabled/);
  });

  it('ended because the user was disabled, and is enabled again', async () => {
    const { user, ticket } = await sessionOf('enabled');
    await scene.services.users.disable(asOperator('administer-users'), user.id);
    await scene.services.users.enable(asOperator('administer-users'), user.id);
    assert.equal((await refusalOfTicket(ticket)).reason, 'user-was-disabled');
  });

  it('ended because the password was changed', async () => {
    const { user, ticket } = await sessionOf('changed');
    const { passwords } = scene.services;
    await passwords.set(asOperator('change-passwords'), { id: user.id }, 'another-Secret-5');
    const { reason, text } = await refusalOfTicket(ticket);
    assert.equal(reason, 'password-changed');
    assert.match(text, /^changed got a new password at 2026-11-22T12:00:00.000Z, which ended/);
  });

  it('ended because the user was removed', async () => {
    const { user, ticket } = await sessionOf('removed');
    await scene.services.users.remove(asOperator('administer-users'), user.id);
    assert.equal((await refusalOfTicket(ticket)).reason, 'ticket-unknown');
  });
});

describe('The journal tells why a login is refused', () => {
  it('has the wrong password', async () => {
    const { reason, text } = await refusalOf(login('anna', 'wrong-secret-1'));
    assert.equal(reason, 'password-wrong');
    assert.match(text, /^anna exists/);
  });

  it('names no user who exists', async () => {
    const { reason, text } = await refusalOf(login('perhaps-a-password', PASSWORD));
    assert.equal(reason, 'user-unknown');
    assert.doesNotMatch(text, /perhaps/);
  });

  it('has no user name, because the element is misspelt', async () => {
    const { body, path } = login('anna', PASSWORD);
    const { reason, text, nearest } = await refusalOf({
      path,
      body: body.replaceAll('UserName>', 'Username>'),
    });
    assert.equal(reason, 'user-name-missing');
    assert.match(text, /AuthenticateUsernamePassword has no element <Username>, so it is ignored/);
    assert.equal(nearest, `<UserName xmlns="${NAMESPACE}">`);
  });

  it('is of a user without a password', async () => {
    await addUser(scene.services, 'passwordless', null);
    assert.equal((await refusalOf(login('passwordless', 'x'))).reason, 'no-password');
  });

  it('is of a disabled user with the right password', async () => {
    const user = await addUser(scene.services, 'sleeper', PASSWORD);
    await scene.services.users.disable(asOperator('administer-users'), user.id);
    const { reason, text } = await refusalOf(login('sleeper', PASSWORD));
    assert.equal(reason, 'user-disabled');
    assert.match(text, /The password is right/);
  });

  it('is locked after ten failures, which were not', async () => {
    await addUser(scene.services, 'locked', PASSWORD);
    const reasons: string[] = [];
    for (let attempt = 0; attempt < 10; attempt += 1) {
      reasons.push((await refusalOf(login('locked', 'wrong-secret-1'))).reason);
    }
    assert.deepEqual(new Set(reasons), new Set(['password-wrong']));
    assert.equal((await refusalOf(login('locked', PASSWORD))).reason, 'locked');
  });

  it('has a ticket in place of the name, which has ended', async () => {
    const text = Buffer.from('00000000-0000-4000-8000-000000000000;1', 'utf16le').toString(
      'base64',
    );
    assert.equal((await refusalOf(login(`7T:${text}`, ''))).reason, 'ticket-unknown');
  });

  it('has no access token', async () => {
    const body = envelope(
      inServices('<AuthenticateWithAccessToken></AuthenticateWithAccessToken>'),
    );
    assert.equal((await refusalOf({ path: PRINCIPAL, body })).reason, 'access-token-malformed');
  });

  it('has nobody who vouches for the user', async () => {
    const body = envelope(inServices('<AuthenticateImplicit></AuthenticateImplicit>'));
    assert.equal((await refusalOf({ path: PRINCIPAL, body })).reason, 'credentials-missing');
  });
});

/** Each mistake with the reason, words of the text, and a part of the nearest form. */
const MISTAKES: readonly (readonly [
  what: string,
  sent: Sent,
  reason: string,
  text: RegExp,
  nearest: string | null,
])[] = [
  [
    'a header block in another namespace',
    {
      body: envelope(
        getAccessToken(),
        '<Credentials xmlns="urn:other"><Ticket>7T:aaaaaaaa</Ticket></Credentials>',
      ),
    },
    'session-invalid',
    /<Credentials> is in the namespace "urn:other"; expected "http:.*Services88"/,
    '<tns:Ticket>7T:...</tns:Ticket>',
  ],
  [
    'no header block',
    { body: envelope(getAccessToken()) },
    'session-invalid',
    /The request has no header block <Credentials>/,
    '<tns:Credentials xmlns:tns=',
  ],
  [
    'a misspelt header block',
    {
      body: envelope(
        getAccessToken(),
        inServices('<Credential><Ticket>7T:a</Ticket></Credential>'),
      ),
    },
    'session-invalid',
    /is named <Credential>; expected <Credentials>/,
    '<tns:Credentials',
  ],
  [
    'a ticket that is not inside a header block',
    { body: envelope(getAccessToken(), inServices('<Ticket>7T:aaaaaaaa</Ticket>')) },
    'session-invalid',
    /<Ticket> is no header block; it belongs into <Credentials>/,
    '<tns:Credentials',
  ],
  [
    'a header block with a misspelt ticket',
    {
      body: envelope(
        getAccessToken(),
        inServices('<Credentials><Tiket>7T:a</Tiket></Credentials>'),
      ),
    },
    'session-invalid',
    /<Credentials> has <Tiket>; expected <Ticket>/,
    '<tns:Ticket>',
  ],
  [
    'a header block for another node',
    {
      body: envelope(
        getAccessToken(),
        `<Credentials xmlns="${NAMESPACE}" xmlns:s="${soapVersions['1.1'].envelope}" ` +
          's:actor="urn:other"><Ticket>7T:aaaaaaaa</Ticket></Credentials>',
      ),
    },
    'session-invalid',
    /has the actor "urn:other", which is another node/,
    '<tns:Credentials',
  ],
  [
    'an empty header block',
    { body: envelope(getAccessToken(), credentials('')) },
    'session-invalid',
    /The header block <Credentials> is empty|has no ticket/,
    '<tns:Credentials',
  ],
  [
    'a misspelt operation',
    { body: envelope(inServices('<GetAcessToken></GetAcessToken>')) },
    'operation-unknown',
    /User has no operation GetAcessToken/,
    `<GetAccessToken xmlns="${NAMESPACE}">`,
  ],
  [
    'an operation of another service',
    { body: envelope(inServices('<GetSystemInfo></GetSystemInfo>')) },
    'operation-unknown',
    /The service at \/Remote\/Services88\/SoPrincipal.svc has it/,
    `POST ${PRINCIPAL}`,
  ],
  [
    'an operation in another namespace',
    { body: envelope('<GetAccessToken xmlns="http://tempuri.org/"></GetAccessToken>') },
    'operation-unknown',
    /in the namespace "http:\/\/tempuri.org\/"; expected/,
    `<GetAccessToken xmlns="${NAMESPACE}">`,
  ],
  ['no operation', { body: envelope('') }, 'operation-missing', /The body is empty/, '<tns:'],
  [
    'the SOAPAction of another operation',
    {
      body: envelope(getAccessToken(), credentials('7T:aaaaaaaa')),
      headers: { SOAPAction: `"${NAMESPACE}/User/GetRole"` },
    },
    'action-mismatch',
    /but the body holds GetAccessToken/,
    `SOAPAction: "${NAMESPACE}/User/GetAccessToken"`,
  ],
  [
    'an element in another namespace',
    {
      body: envelope(
        getAccessToken('<AppToken xmlns="urn:other">x</AppToken>'),
        credentials('7T:aaaaaaaa'),
      ),
    },
    'value-invalid',
    /GetAccessToken\/AppToken: it is in the namespace "urn:other"/,
    `<tns:AppToken xmlns:tns="${NAMESPACE}"`,
  ],
  [
    'a value of another type',
    {
      body: envelope(
        getAccessToken('<IncludeCsSession>perhaps</IncludeCsSession>'),
        credentials('7T:aaaaaaaa'),
      ),
    },
    'value-invalid',
    /GetAccessToken\/IncludeCsSession: expected/,
    '>false</tns:IncludeCsSession>',
  ],
  [
    'a header block that must be understood, in another namespace',
    {
      body: envelope(
        getAccessToken(),
        `<Credentials xmlns="urn:other" xmlns:s="${soapVersions['1.1'].envelope}" ` +
          's:mustUnderstand="1"><Ticket>7T:aaaaaaaa</Ticket></Credentials>',
      ),
    },
    'must-understand',
    /The server knows <Credentials> of "http:.*Services88"/,
    '<tns:Credentials',
  ],
  [
    'a media type that carries no SOAP',
    {
      body: envelope(getAccessToken()),
      headers: { 'Content-Type': 'application/json' },
    },
    'media-type-unsupported',
    /"application\/json" is not supported/,
    'Content-Type: text/xml; charset=utf-8',
  ],
  [
    'an envelope of an unknown version',
    { body: '<Envelope xmlns="urn:soap"><Body/></Envelope>' },
    'version-mismatch',
    /The envelope is in the namespace "urn:soap"/,
    soapVersions['1.1'].envelope,
  ],
  ['XML that is not well-formed', { body: '<Envelope>' }, 'not-xml', /./, '<soap:Envelope'],
  [
    'a service that does not exist',
    { body: envelope(getAccessToken()), path: '/Remote/Services88/Users.svc' },
    'service-unknown',
    /There is nothing at this address/,
    USER,
  ],
  [
    'a version that does not exist',
    { body: envelope(getAccessToken()), path: '/App/Remote/Services89/User.svc' },
    'service-unknown',
    /There is nothing at this address/,
    `/App${USER}`,
  ],
];

describe('The journal tells what is wrong with', () => {
  for (const [what, sent, reason, text, nearest] of MISTAKES) {
    it(what, async () => {
      const refusal = await refusalOf(sent);
      assert.equal(refusal.reason, reason);
      assert.match(refusal.text, text);
      if (nearest === null) assert.equal(refusal.nearest, null);
      else assert.ok(refusal.nearest?.includes(nearest), `nearest is ${refusal.nearest}`);
    });
  }
});
