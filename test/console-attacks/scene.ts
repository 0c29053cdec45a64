/** A server with its console, and requests to the console of which the attacker chooses every field. */
import assert from 'node:assert/strict';
import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { OWN_FIELD } from '../../src/console-server/console-guard.ts';
import type { InstallationMode } from '../../src/domain/installation.ts';
import { actorNameOf, type OperatorRole } from '../../src/domain/operators/operator.ts';
import { type RunningServer, startServer } from '../../src/server.ts';
import { type Settings, settingsSchema } from '../../src/settings.ts';
import { operator } from '../support/operator.ts';
import { TestInstallation } from '../support/test-installation.ts';

export interface ConsoleAnswer {
  readonly status: number;
  readonly fields: IncomingMessage['headers'];
  readonly text: string;
}

export interface ConsoleRequest {
  readonly method?: string;
  /** Such as `/api/session`. */
  readonly path: string;
  /** A value is sent as JSON, and bytes as they are. */
  readonly body?: unknown;
  /** By default those that a page of the console sends. Undefined removes a field. */
  readonly fields?: Readonly<Record<string, string | undefined>>;
  readonly cookie?: string | undefined;
}

export class ConsoleScene {
  readonly clock: { nowMs: number };
  readonly installation: TestInstallation;
  readonly server: RunningServer;
  /** Of the console, such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Of the server for clients. */
  readonly base: string;

  private constructor(
    clock: { nowMs: number },
    installation: TestInstallation,
    server: RunningServer,
  ) {
    this.clock = clock;
    this.installation = installation;
    this.server = server;
    this.url = server.consoleUrl ?? '';
    this.base = `http://127.0.0.1:${server.address.port}`;
  }

  /** @param isOpen whether nobody needs to sign in. */
  static async open({
    mode = 'onsite',
    isOpen = false,
    settings = {},
  }: {
    readonly mode?: InstallationMode;
    readonly isOpen?: boolean;
    readonly settings?: Partial<Settings>;
  } = {}): Promise<ConsoleScene> {
    const clock = { nowMs: Date.parse('2026-11-22T12:00:00Z') };
    const now = () => clock.nowMs;
    const installation = await TestInstallation.create(mode, { now }, { pause: async () => {} });
    const log = pino({ level: 'silent' });
    const parsed = settingsSchema.parse({ port: 0, consolePort: 0, ...settings });
    const { registry } = installation;
    const server = await startServer(registry, parsed, null, log, { isConsoleOpen: isOpen });
    return new ConsoleScene(clock, installation, server);
  }

  async close(): Promise<void> {
    await this.server.close();
    await this.installation.close();
  }

  /** Returns the secret of a new link. */
  async makeLink(role: OperatorRole = 'operator'): Promise<string> {
    const { consoleLogins } = this.installation.registry.console;
    const identity = { name: actorNameOf({ name: role }), role };
    return (await consoleLogins.makeLink(operator, identity)).secret;
  }

  /** Signs in by a new link. Returns the cookie as a browser sends it. */
  async signIn(role: OperatorRole = 'operator'): Promise<string> {
    const answer = await this.enter(await this.makeLink(role));
    assert.equal(answer.status, 201, answer.text);
    return cookieIn(answer);
  }

  /** Opens a link. */
  enter(secret: string, cookie?: string): Promise<ConsoleAnswer> {
    return this.ask({ method: 'POST', path: '/api/session/link', body: { secret }, cookie });
  }

  /** Returns the status of a request that needs a session. */
  async statusWith(cookie: string | undefined): Promise<number> {
    return (await this.ask({ path: '/api/keys', cookie })).status;
  }

  /** Sends a request on a connection of its own. */
  async ask(asked: ConsoleRequest): Promise<ConsoleAnswer> {
    const response = await this.begin(asked);
    const { statusCode: status = 0, headers: fields } = response;
    return { status, fields, text: await text(response) };
  }

  /** Returns when the head of the answer is there. */
  async begin({
    method = 'GET',
    path,
    body,
    cookie,
    fields = {},
  }: ConsoleRequest): Promise<IncomingMessage> {
    const bytes = Buffer.isBuffer(body) || body === undefined ? body : jsonOf(body);
    const given = {
      ...{ Origin: this.url, 'Sec-Fetch-Site': 'same-origin', [OWN_FIELD]: '1' },
      'Content-Type': body === undefined ? undefined : 'application/json',
      'Content-Length': bytes?.length.toString(),
      Cookie: cookie,
      ...fields,
    };
    const answered = Promise.withResolvers<IncomingMessage>();
    const headers = fieldsOf(given);
    const sent = request(this.url, { path, method, headers, agent: false }, answered.resolve);
    sent.on('error', answered.reject);
    sent.on('upgrade', (response) => {
      response.destroy();
      answered.resolve(response);
    });
    sent.end(bytes);
    return answered.promise;
  }
}

function jsonOf(body: unknown): Buffer {
  return Buffer.from(JSON.stringify(body));
}

/** Without those that are not sent. */
function fieldsOf(given: NonNullable<ConsoleRequest['fields']>): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** The cookie that an answer sets, without its attributes. */
export function cookieIn({ fields }: ConsoleAnswer): string {
  const [set = ''] = fields['set-cookie'] ?? [];
  const [cookie = ''] = set.split(';');
  assert.match(cookie, /^[\w-]+=[\w-]{43}$/);
  return cookie;
}

/** The code of an error. */
export function errorIn({ text: json }: ConsoleAnswer): string {
  const { error }: { readonly error?: string } = JSON.parse(json);
  return error ?? '';
}
