/** A server with its console, for tests of the console's API as curl and browsers use it. */
import assert from 'node:assert/strict';
import { type IncomingMessage, request } from 'node:http';
import { request as requestByTls } from 'node:https';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { pino } from 'pino';
import type { Clock } from '../../src/domain/clock.ts';
import type { InstallationMode } from '../../src/domain/installation.ts';
import type { OperatorRole } from '../../src/domain/operators/operator.ts';
import type { TlsOptions } from '../../src/http/node-server.ts';
import { type ServerAdditions, startServer } from '../../src/server.ts';
import { type Settings, settingsSchema } from '../../src/settings.ts';
import { asOperator, operator } from '../support/operator.ts';
import { TestInstallation } from '../support/test-installation.ts';

export interface ConsoleHead {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
}

export interface ConsoleAnswer extends ConsoleHead {
  readonly text: string;
  /** Null if the body is not JSON. */
  readonly json: unknown;
}

export interface SentCall {
  readonly cookie?: string | null;
  /** Text and bytes are sent as they are, and other values as JSON. */
  readonly body?: unknown;
  /** Sent as they are, also those that `fetch` would set itself. Empty to leave one out. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ConsoleSceneOptions extends ServerAdditions {
  readonly mode?: InstallationMode;
  readonly clock?: Clock;
  readonly settings?: Partial<Settings>;
  readonly tls?: TlsOptions | null;
}

export const OWN_FIELD = { 'X-Ticketoffice-Console': '1' } as const;

export class ConsoleScene {
  readonly installation: TestInstallation;
  /** Where clients call. */
  readonly url: string;
  /** Where the console listens. */
  readonly consoleUrl: string;

  private constructor(installation: TestInstallation, url: string, consoleUrl: string) {
    this.installation = installation;
    this.url = url;
    this.consoleUrl = consoleUrl;
  }

  static async start(
    context: Pick<TestContext, 'after'>,
    {
      mode = 'onsite',
      clock,
      settings: given = {},
      tls = null,
      ...additions
    }: ConsoleSceneOptions = {},
  ): Promise<ConsoleScene> {
    const installation = await TestInstallation.create(mode, clock, { pause: async () => {} });
    context.after(() => installation.close());
    const settings = settingsSchema.parse({ port: 0, consolePort: 0, ...given });
    const lines: string[] = [];
    const log = pino({ level: 'info' }, { write: (line: string) => lines.push(line) });
    const server = await startServer(installation.registry, settings, tls, log, additions);
    context.after(() => server.close());
    const { address, port } = server.address;
    // Behind a proxy, only the log tells where the console listens.
    const [, listening] = /"address":"([^"]+)"/.exec(lines.join('')) ?? [];
    assert.ok(server.consoleUrl && listening);
    const consoleUrl = `${tls === null ? 'http' : 'https'}://${listening}`;
    return new ConsoleScene(installation, `http://${address}:${port}`, consoleUrl);
  }

  call(method: string, path: string, sent: SentCall = {}): Promise<ConsoleAnswer> {
    return callConsole(this.consoleUrl, method, path, sent);
  }

  /** Returns the head of the answer only, for streams that do not end. */
  async head(method: string, path: string, sent: SentCall = {}): Promise<ConsoleHead> {
    const answer = await sendToConsole(this.consoleUrl, method, path, sent);
    answer.destroy();
    return { status: answer.statusCode ?? 0, headers: answer.headers };
  }

  /** Signs in by a link. Returns the cookie. */
  async signIn(role: OperatorRole = 'operator'): Promise<string> {
    const answer = await this.call('POST', '/api/session/link', { body: await this.link(role) });
    assert.equal(answer.status, 201, answer.text);
    return cookieOf(answer);
  }

  async link(role: OperatorRole): Promise<{ readonly secret: string }> {
    const { consoleLogins } = this.installation.registry.console;
    const identity = { name: `${role}@test`, role };
    const { secret } = await consoleLogins.makeLink(
      asOperator('administer-installation'),
      identity,
    );
    return { secret };
  }

  async addOperator(name: string, password: string, role: OperatorRole = 'operator') {
    const { operators } = this.installation.registry.console;
    await operators.add(operator, { name, role }, password);
  }
}

export async function callConsole(
  url: string,
  method: string,
  path: string,
  sent: SentCall = {},
): Promise<ConsoleAnswer> {
  const answer = await sendToConsole(url, method, path, sent);
  const content = await text(answer);
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    text: content,
    json: /^application\/json/.test(answer.headers['content-type'] ?? '')
      ? JSON.parse(content)
      : null,
  };
}

/** Each request has a connection of its own. */
function sendToConsole(
  url: string,
  method: string,
  path: string,
  { cookie = null, body, headers = {} }: SentCall,
): Promise<IncomingMessage> {
  const bytes = bytesOf(body);
  const sent: Record<string, string> = {
    ...(method === 'GET' || method === 'HEAD' ? {} : OWN_FIELD),
    ...(bytes === null
      ? {}
      : { 'Content-Type': 'application/json', 'Content-Length': String(bytes.length) }),
    ...(cookie === null ? {} : { Cookie: cookie }),
    ...headers,
  };
  const given = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== ''));
  const send = url.startsWith('https:') ? requestByTls : request;
  const options = { method, path, headers: given, agent: false, rejectUnauthorized: false };
  return new Promise((resolve, reject) => {
    send(new URL(url), options).once('response', resolve).once('error', reject).end(bytes);
  });
}

function bytesOf(body: unknown): Buffer | null {
  if (body === undefined) return null;
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

/** The cookie that an answer sets, as a browser sends it. */
export function cookieOf({ headers }: ConsoleAnswer): string {
  const [set = ''] = headers['set-cookie'] ?? [];
  return set.split(';')[0] ?? '';
}

/** Checks the one form of all errors. */
export function requireRefusal(
  { status, json, text: content }: ConsoleAnswer,
  expected: readonly [status: number, error: string],
): void {
  assert.equal(status, expected[0], content);
  const { error, message, ...rest } = json as Readonly<Record<string, unknown>>;
  assert.deepEqual([error, rest], [expected[1], {}], content);
  assert.ok(String(message).length > 10);
}
