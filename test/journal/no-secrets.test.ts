/**
 * No entry of the journal contains a secret that a client sent or that the server answered, in any
 * spelling, wherever the client puts it.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { JournalEntry } from '../../src/journal/journal-entry.ts';
import { escapeAttribute, escapeText } from '../../src/xml/escape.ts';
import { type JournalScene, openJournalScene, PASSWORD } from '../support/journal-scene.ts';
import { seed, sizeOf } from '../support/long.ts';
import { basic, tokenExchange, tokenTypes } from '../support/oauth-calls.ts';
import { getAccessToken as getTokenPath } from '../support/rest-calls.ts';
import { credentials, envelope, inServices } from '../support/soap-messages.ts';
import { startSession } from '../support/test-installation.ts';

const USER = '/Remote/Services88/User.svc';
const PRINCIPAL = '/Remote/Services88/SoPrincipal.svc';
const LOGIN = '/api/v1/Agents/SoPrincipal/AuthenticateUsernamePassword';

let scene: JournalScene;
// One for each suite, because many wrong secrets lock a network.
const openScene = async () => {
  scene = await openJournalScene();
};
const closeScene = () => scene.installation.close();

interface Sent {
  readonly path: string;
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function send({ path, method = 'POST', body, headers = {} }: Sent): Promise<string> {
  const response = await fetch(scene.base + path, {
    method,
    headers,
    ...(body !== undefined && { body }),
  });
  return response.text();
}

function spellingsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const spellings = [
    secret,
    escapeText(secret),
    escapeAttribute(secret),
    encodeURIComponent(secret),
    encodeURI(secret),
    new URLSearchParams([['', secret]]).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ];
  return spellings.map((spelling) => spelling.trim());
}

function requireNoSecret(entry: JournalEntry, secrets: readonly string[]): void {
  const { messages, refusal, ...others } = entry;
  const texts = [
    ...Object.values(others).map(String),
    refusal?.text ?? '',
    refusal?.nearest ?? '',
    ...(messages?.requestHead.flat() ?? []),
    ...(messages?.answerHead.flat() ?? []),
    messages?.requestQuery ?? '',
    messages?.requestBody ?? '',
    messages?.answerBody ?? '',
  ];
  for (const secret of secrets) {
    for (const spelling of spellingsOf(secret)) {
      const found = texts.find((text) => text.includes(spelling));
      assert.equal(found, undefined, `${JSON.stringify(secret)} is in an entry as ${spelling}`);
    }
  }
}

const xml = { 'Content-Type': 'text/xml; charset=utf-8' };
const json = { 'Content-Type': 'application/json' };
const form = { 'Content-Type': 'application/x-www-form-urlencoded' };

const login = (userName: string, password: string, extra = '') =>
  envelope(
    inServices(
      `<AuthenticateUsernamePassword><UserName>${userName}</UserName>${extra}` +
        `<Password>${password}</Password></AuthenticateUsernamePassword>`,
    ),
  );

/** Each place where a client may put a secret, by what it is. */
const PLACES: Readonly<Record<string, (secret: string) => Sent>> = {
  'a password': (secret) => ({
    path: PRINCIPAL,
    headers: xml,
    body: login('anna', escapeText(secret)),
  }),
  'a password, repeated as the user name': (secret) => ({
    path: PRINCIPAL,
    headers: xml,
    body: login(escapeText(secret), escapeText(secret)),
  }),
  'a password in the place of the user name': (secret) => ({
    path: PRINCIPAL,
    headers: xml,
    body: login(escapeText(secret), 'x'),
  }),
  'a password in CDATA, around a comment': (secret) => ({
    path: PRINCIPAL,
    headers: xml,
    body: login('anna', `<![CDATA[${secret.replaceAll(']]>', '')}]]><!-- x -->`),
  }),
  'an element that is not declared': (secret) => ({
    path: PRINCIPAL,
    headers: xml,
    body: login('anna', 'x', `<Pasword>${escapeText(secret)}</Pasword>`),
  }),
  'an attribute': (secret) => ({
    path: PRINCIPAL,
    headers: xml,
    body: login('anna', 'x', `<Other value="${escapeAttribute(secret)}"/>`),
  }),
  'text between elements': (secret) => ({
    path: PRINCIPAL,
    headers: xml,
    body: login('anna', 'x', escapeText(secret)),
  }),
  'a comment': (secret) => ({
    path: PRINCIPAL,
    headers: xml,
    body: login('anna', 'x', `<!-- ${secret.replaceAll('-', '')} -->`),
  }),
  'generic credentials': (secret) => ({
    path: PRINCIPAL,
    headers: xml,
    body: envelope(
      inServices(
        '<AuthenticateGeneric><AuthenticationData><AuthenticationGenericDataKeyValuePair>' +
          `<Key>Secret</Key><Value>${escapeText(secret)}</Value>` +
          '</AuthenticationGenericDataKeyValuePair></AuthenticationData></AuthenticateGeneric>',
      ),
    ),
  }),
  'the header block of the application': (secret) => ({
    path: USER,
    headers: { ...xml, SOAPAction: 'x' },
    body: envelope(
      inServices('<GetAccessToken/>'),
      inServices(`<ApplicationToken>${escapeText(secret)}</ApplicationToken>`),
    ),
  }),
  'a header block that is not declared': (secret) => ({
    path: USER,
    headers: xml,
    body: envelope(
      inServices('<GetAccessToken/>'),
      `<wsse:Security xmlns:wsse="urn:wsse"><wsse:Password>${escapeText(secret)}</wsse:Password></wsse:Security>`,
    ),
  }),
  'a ticket that is also in a value': (secret) => ({
    path: USER,
    headers: xml,
    body: envelope(
      inServices('<GetAccessToken/>'),
      inServices(
        `<TimeZone><SoTimeZoneId>1</SoTimeZoneId><SoTimeZoneLocationCode>${escapeText(secret)}` +
          '</SoTimeZoneLocationCode></TimeZone>',
      ) + credentials(escapeText(secret)),
    ),
  }),
  'a message that is not well-formed': (secret) => ({
    path: USER,
    headers: xml,
    body: `<Envelope><Password>${secret}`,
  }),
  'a message of an unknown media type': (secret) => ({
    path: USER,
    headers: { 'Content-Type': 'application/octet-stream' },
    body: secret,
  }),
  'a message to no service': (secret) => ({
    path: '/Remote/Services88/Users.svc',
    headers: xml,
    body: login('anna', escapeText(secret)),
  }),
  'a property': (secret) => ({
    path: LOGIN,
    headers: json,
    body: JSON.stringify({ UserName: 'anna', password: secret }),
  }),
  'a property that is not declared, and a value of another type': (secret) => ({
    path: LOGIN,
    headers: json,
    body: JSON.stringify({ UserName: { deep: [secret] }, Pasword: secret }),
  }),
  'the name of a property': (secret) => ({
    path: LOGIN,
    headers: json,
    body: JSON.stringify({ [`=${secret}`]: 1 }),
  }),
  'JSON that is cut off': (secret) => ({
    path: LOGIN,
    headers: json,
    body: `{"Password":${JSON.stringify(secret)}`,
  }),
  'a form': (secret) => ({
    path: LOGIN,
    headers: form,
    body: new URLSearchParams({ UserName: 'anna', Password: secret, other: secret }).toString(),
  }),
  'a form that is none': (secret) => ({ path: LOGIN, headers: form, body: secret }),
  'basic credentials': (secret) => ({
    path: getTokenPath,
    headers: { ...json, Authorization: basic({ clientId: 'anna', token: secret }) },
    body: JSON.stringify({ AppToken: secret }),
  }),
  'basic credentials of a client': (secret) => ({
    path: '/oauth2/token',
    headers: { ...form, Authorization: basic({ clientId: secret, token: secret }) },
    body: new URLSearchParams({ grant_type: secret, scope: secret }).toString(),
  }),
  'the secret of a client': (secret) => ({
    path: '/oauth2/token',
    headers: form,
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: secret,
      client_secret: secret,
    }).toString(),
  }),
  'parameters of other grants': (secret) => ({
    path: '/oauth2/token',
    headers: form,
    body: new URLSearchParams({
      grant_type: 'password',
      username: secret,
      password: secret,
      assertion: secret,
      refresh_token: secret,
    }).toString(),
  }),
  'a parameter of the page': (secret) => ({
    path: `/password?token=${encodeURIComponent(secret)}&x=${encodeURIComponent(secret)}`,
    method: 'GET',
  }),
  'a query': (secret) => ({
    path: `${USER}?${encodeURIComponent(secret)}`,
    method: 'GET',
  }),
};

/** Texts that cannot be in an entry by chance. */
const secrets = fc
  .tuple(fc.string({ minLength: 4, maxLength: 20, unit: 'grapheme' }), fc.nat())
  // Control characters are not XML, so they are replaced on the way.
  .map(([text, number]) => `Zq${text.replace(/[\p{C}\s]/gu, '')}&<'"+/%=${number}Qz`)
  .filter((text) => text.isWellFormed());

describe('The journal hides a secret that is sent as', () => {
  before(openScene);
  after(closeScene);

  const numRuns = sizeOf('JOURNAL_SECRETS', 15, 1000);
  for (const [what, place] of Object.entries(PLACES)) {
    it(what, async () => {
      await fc.assert(
        fc.asyncProperty(secrets, async (secret) => {
          await send(place(secret));
          requireNoSecret(await scene.last(), [secret]);
        }),
        { seed, numRuns },
      );
    });
  }

  it('a header field that is not known, or is for credentials', async () => {
    const names = ['X-Api-Key', 'Cookie', 'Authorization', 'SO-AppToken', 'Proxy-Authorization'];
    const visible = fc.string({
      minLength: 8,
      maxLength: 30,
      unit: fc.integer({ min: 33, max: 126 }).map((code) => String.fromCharCode(code)),
    });
    await fc.assert(
      fc.asyncProperty(visible, fc.constantFrom(...names), async (text, name) => {
        // With a digit: words of letters only are not sought in other texts.
        const secret = `Zq9${text}Qz`;
        const repeated = { 'User-Agent': `client ${secret}`, SOAPAction: secret };
        await send({ path: getTokenPath, headers: { [name]: secret, ...repeated } });
        requireNoSecret(await scene.last(), [secret]);
      }),
      { seed, numRuns },
    );
  });
});

describe('The journal hides', () => {
  before(openScene);
  after(closeScene);

  it('what the server answers, and shows the same name for it later', async () => {
    const answered = await send({ path: PRINCIPAL, headers: xml, body: login('anna', PASSWORD) });
    const [, ticket = ''] = /Ticket>(7T:[^<]+)/.exec(answered) ?? [];
    const loggedIn = await scene.last();
    requireNoSecret(loggedIn, [ticket, PASSWORD]);
    const [name = ''] = /\{\{ticket \d+\}\}/.exec(loggedIn.messages?.answerBody ?? '') ?? [];
    const body = envelope(inServices('<GetAccessToken/>'), credentials(ticket));
    const told = await send({ path: USER, headers: xml, body });
    const [, token = ''] = /Response>(8A:[^<]+)/.exec(told) ?? [];
    const used = await scene.last();
    requireNoSecret(used, [ticket, token]);
    assert.ok(token.length > 20 && name !== '');
    assert.ok(used.messages?.requestBody.includes(`<Ticket>${name}</Ticket>`));
    const headers = { ...json, Authorization: `SOTicket ${ticket}` };
    const text = await send({ path: getTokenPath, headers, body: '{}' });
    const rest = await scene.last();
    requireNoSecret(rest, [ticket, JSON.parse(text)]);
    assert.ok(
      rest.messages?.requestHead.some(
        ([field, value]) => field === 'authorization' && value === `SOTicket ${name}`,
      ),
    );
    assert.match(rest.messages?.answerBody ?? '', /^"\{\{access token \d+\}\}"$/);
  });

  it('tokens that OAuth issues', async () => {
    const { application } = scene;
    const headers = { ...form, Authorization: basic(application) };
    const exchangeFor = async (subject: string, type: string, requested: string) => {
      const body = new URLSearchParams({
        grant_type: tokenExchange,
        subject_token: subject,
        subject_token_type: type,
        requested_token_type: requested,
      });
      const text = await send({ path: '/oauth2/token', headers, body: body.toString() });
      const token: unknown = JSON.parse(text).access_token;
      assert.ok(typeof token === 'string');
      const { user, clientId: _, token: secret } = { user: scene.anna, ...application };
      const entry = await scene.last();
      assert.equal(entry.user, user.name);
      requireNoSecret(entry, [subject, token, secret]);
      return token;
    };
    const ticket = await startSession(scene.services, scene.anna);
    const accessToken = await exchangeFor(ticket, tokenTypes.ticket, tokenTypes.accessToken);
    const jwt = await exchangeFor(accessToken, tokenTypes.accessToken, tokenTypes.jwt);
    const body = new URLSearchParams({ token: jwt }).toString();
    await send({ path: '/oauth2/introspect', headers, body });
    requireNoSecret(await scene.last(), [jwt]);
  });

  it('a secret in an address', async () => {
    const ticket = await startSession(scene.services, scene.anna);
    const token = `8A:${randomBytes(60).toString('base64')}`;
    for (const secret of [ticket, token]) {
      await send({ path: `/App/${encodeURIComponent(secret)}/api/x`, method: 'GET' });
      requireNoSecret(await scene.last(), [secret]);
      await send({ path: `/api/x?ticket=${secret}`, method: 'GET' });
      requireNoSecret(await scene.last(), [secret]);
    }
  });
});
