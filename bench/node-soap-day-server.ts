/**
 * The day's work with the npm package `soap`: it keeps all users, tickets and answers in memory. No
 * limits, no store, no rights, no audit trail, no CS sessions.
 * `node bench/node-soap-day-server.ts scene.json`, the file holds a `NodeSoapDay`.
 */
import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listen } from 'soap';
import { PasswordHasher } from '../src/domain/login/password.ts';
import type { DayPopulation } from './measuring/day/day-population.ts';

export interface NodeSoapDay {
  readonly population: DayPopulation;
  /** The principal in the answer to each login. */
  readonly principal: object;
  /** The answers of GetUserInfo and SaveUser, but for the id and what is saved. */
  readonly userInfo: object;
  readonly user: object;
}

interface Headers {
  readonly Credentials?: { readonly Ticket?: string };
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const [, , file = ''] = process.argv;
const day: NodeSoapDay = JSON.parse(readFileSync(file, 'utf8'));
const { population, principal, userInfo } = day;
const { users, password, tickets: ticketTexts, adminTicket } = population;
const key = createSecretKey(randomBytes(32));
const hasher = new PasswordHasher();
const passwordHash = await hasher.hash(password);
const associates = new Map(users.map(({ id, name }) => [name, { id, name, passwordHash }]));
const saved = new Map<number, object>();
const infos = new Map(users.map(({ id }) => [id, { ...userInfo, UserInfoId: id }]));
const tickets = new Map(
  [adminTicket, ...ticketTexts].map((text, index) => [text, { id: text.slice(0, 40), index }]),
);

function requireTicket({ Credentials }: Headers) {
  const ticket = tickets.get(Credentials?.Ticket ?? '');
  if (!ticket) throw new Error('Authentication failed!');
  return ticket;
}

function startSession(Associate: string) {
  const text = `7T:${randomBytes(100).toString('base64')}`;
  tickets.set(text, { id: text.slice(0, 40), index: tickets.size });
  const Response = { ...principal, Associate };
  return { Response, Credentials: { Ticket: text }, AuthenticationSucceeded: true };
}

interface Login {
  readonly UserName: string;
  readonly Password: string;
}

const soPrincipal = {
  AuthenticateUsernamePassword: async ({ UserName, Password }: Login) => {
    const associate = associates.get(UserName);
    if (!associate || !(await hasher.verify(Password, associate.passwordHash)))
      throw new Error('Authentication failed!');
    return startSession(UserName);
  },
  AuthenticateWithAccessToken({ AccessToken }: { readonly AccessToken: string }) {
    const sealed = Buffer.from(AccessToken.slice('8A:'.length), 'base64');
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const claims = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
    const { id } = JSON.parse(Buffer.concat([claims, decipher.final()]).toString());
    return startSession(id);
  },
};

interface Save {
  readonly User: { readonly AssociateId: number | string };
}

const user = {
  GetAccessToken(_request: unknown, _callback: unknown, headers: Headers) {
    return { Response: seal({ ...requireTicket(headers), validFromMs: Date.now() }) };
  },
  GetUserInfo(request: { readonly UserInfoId: number }, _callback: unknown, headers: Headers) {
    requireTicket(headers);
    return { Response: infos.get(Number(request.UserInfoId)) };
  },
  SaveUser({ User }: Save, _callback: unknown, headers: Headers) {
    requireTicket(headers);
    const id = Number(User.AssociateId);
    const Response = { ...day.user, ...saved.get(id), ...User };
    saved.set(id, Response);
    return { Response };
  },
};

function seal(claims: object): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const sealed = [
    nonce,
    cipher.update(JSON.stringify(claims)),
    cipher.final(),
    cipher.getAuthTag(),
  ];
  return `8A:${Buffer.concat(sealed).toString('base64')}`;
}

const wsdl = (name: string) =>
  readFileSync(new URL(`../goldens/wsdl-${name}.xml`, import.meta.url), 'utf8');
const server = createServer((_request, response) => {
  response.statusCode = 404;
  response.end();
});
const path = '/Remote/Services88';
const userServices = { WcfUserService: { BasicHttpBinding_User: user } };
const loginServices = { WcfSoPrincipalService: { BasicHttpBinding_SoPrincipal: soPrincipal } };
listen(server, `${path}/User.svc`, userServices, wsdl('User'));
listen(server, `${path}/SoPrincipal.svc`, loginServices, wsdl('SoPrincipal'));
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(`http://127.0.0.1:${port}`);
});
process.once('SIGTERM', () => process.exit());
