/** Calls of the control API as any program makes them. */
import assert from 'node:assert/strict';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { startTestServer, type TestServerOptions } from '../../src/testing/start-test-server.ts';
import type { TestServer } from '../../src/testing/test-server.ts';
import { START } from './test-server-suite.ts';

export interface ControlAnswer {
  readonly status: number;
  /** Null if there is no body. */
  readonly json: unknown;
}

export interface SentBody {
  readonly type?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export async function startFrozen(
  context: TestContext,
  options: TestServerOptions = {},
): Promise<TestServer> {
  const server = await startTestServer({ clock: START, ...options });
  context.after(() => server.close());
  return server;
}

/** Sends target and header fields as they are, also those that `fetch` would set itself. */
export async function sendRaw(
  origin: string,
  method: string,
  target: string,
  { body, type = 'application/json', headers = {} }: SentBody = {},
): Promise<{ readonly status: number; readonly text: string }> {
  const sent = body === undefined ? {} : { 'Content-Type': type };
  const call = request(origin, { method, path: target, headers: { ...sent, ...headers } });
  call.end(body);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    call.once('response', resolve).once('error', reject);
  });
  return { status: answer.statusCode ?? 0, text: await text(answer) };
}

export async function callControl(
  { controlUrl }: Pick<TestServer, 'controlUrl'>,
  method: string,
  path: string,
  sent: SentBody = {},
): Promise<ControlAnswer> {
  const { origin, pathname } = new URL(controlUrl);
  const { status, text: content } = await sendRaw(origin, method, pathname + path, sent);
  return { status, json: content === '' ? null : JSON.parse(content) };
}

/** Sends a JSON body. */
export function postJson(
  server: Pick<TestServer, 'controlUrl'>,
  path: string,
  body: unknown,
  method = 'POST',
): Promise<ControlAnswer> {
  return callControl(server, method, path, { body: JSON.stringify(body) });
}

/** Checks the one form of all errors. */
export function requireRefusal(
  { status, json }: ControlAnswer,
  expected: readonly [status: number, error: string, message: RegExp],
): void {
  const { error, message, ...rest } = json as Readonly<Record<string, unknown>>;
  assert.deepEqual([status, error, rest], [expected[0], expected[1], {}], String(message));
  assert.match(String(message), expected[2]);
}
