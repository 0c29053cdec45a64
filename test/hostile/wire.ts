/** Raw connections of an attacker, and checks for contents that no answer may have. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { type Envelope, readEnvelope } from '../../src/soap/envelope.ts';
import { parseXml } from '../../src/xml/parse.ts';

export const USER = '/Remote/Services88/User.svc';
export const SO_PRINCIPAL = '/Remote/Services88/SoPrincipal.svc';

/** The XML parser's message for an undeclared entity, which is allowed. */
const HARMLESS = /undefined entity/g;

const LEAKS: readonly RegExp[] = [
  /^\s+at .*[(:]/m,
  /\bnode:/,
  /\.[cm]?[jt]s:\d/,
  /\[object/,
  /\bundefined\b/,
  /\bNaN\b/,
  /SQLITE_|\b(?:select|from|into|update|where) "/i,
  /\b(?:secret_hash|password_hash|token_keys|cs_sessions|associate_id|name_folded)\b/,
  /an error of its own/,
];

const PLACES = [
  join(import.meta.dirname, '../..'),
  join(tmpdir(), 'ticketoffice-'),
  'node_modules',
];

/** Requires that an answer has no stack trace, path, SQL, undefined value or internal error. */
export function requireClean(answer: string): void {
  const text = answer.replace(HARMLESS, '');
  for (const leak of LEAKS) assert.doesNotMatch(text, leak);
  for (const place of PLACES) assert.ok(!text.includes(place), `${place} is in ${text}`);
}

/** Reads the envelope of an answer, which must be well-formed. */
export function requireEnvelope(answer: string): Envelope {
  const limits = {
    depthMax: 64,
    elementsMax: 10_000,
    namespaceCharactersMax: 1024,
    namespacesMax: 256,
    attributesMax: 128,
  };
  const envelope = readEnvelope(parseXml(answer, limits), 64);
  assert.equal(envelope.body.length, 1, answer);
  return envelope;
}

/** A connection on which the test controls every byte. Text is Latin-1: one character per byte. */
export class RawClient {
  readonly socket: Socket;
  /** Settles when the connection is closed, by either side and for any reason. */
  readonly closed: Promise<unknown>;
  received = '';

  private constructor(socket: Socket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    socket.setEncoding('latin1').on('data', (chunk) => {
      this.received += chunk;
    });
    socket.on('error', () => {});
  }

  /** @param tls options for a server that uses TLS. */
  static async open(url: string, tls: ConnectionOptions = {}): Promise<RawClient> {
    const { hostname: host, port, protocol } = new URL(url);
    const to = { host, port: Number(port) };
    const speaksTls = protocol === 'https:';
    const socket = speaksTls ? connectTls({ ...to, ...tls }) : connect(to);
    const client = new RawClient(socket);
    await once(socket, speaksTls ? 'secureConnect' : 'connect');
    return client;
  }

  /** Returns early if the connection is closed meanwhile. */
  async send(...parts: readonly (string | Buffer)[]): Promise<void> {
    for (const part of parts) {
      if (this.socket.destroyed) return;
      const bytes = typeof part === 'string' ? Buffer.from(part, 'latin1') : part;
      if (!this.socket.write(bytes)) {
        await Promise.race([once(this.socket, 'drain').catch(() => {}), this.closed]);
      }
    }
  }

  /**
   * Returns everything received, as soon as it matches. @throws AssertionError if it cannot match.
   */
  async waitFor(pattern: RegExp): Promise<string> {
    while (!pattern.test(this.received)) {
      assert.ok(!this.socket.destroyed, `closed before ${pattern}: ${this.received}`);
      await this.#more();
    }
    return this.received;
  }

  async #more(): Promise<void> {
    await Promise.race([once(this.socket, 'data').catch(() => {}), this.closed]);
  }

  /**
   * Returns the first answers, as soon as they are complete. @throws AssertionError if they cannot
   * be.
   */
  async answers(count: number): Promise<readonly RawAnswer[]> {
    for (;;) {
      const answers = answersIn(this.received);
      if (answers.length >= count) return answers;
      assert.ok(!this.socket.destroyed, `closed after ${answers.length}: ${this.received}`);
      await this.#more();
    }
  }

  /** Returns everything received until the server closed the connection. */
  async untilClosed(): Promise<string> {
    await this.closed;
    return this.received;
  }
}

/** Sends bytes on a new connection and returns everything received until the server closes it. */
export async function exchange(
  url: string,
  ...parts: readonly (string | Buffer)[]
): Promise<string> {
  const client = await RawClient.open(url);
  await client.send(...parts);
  return client.untilClosed();
}

/** The head of a POST. Further header fields are lines without their line end. */
export function postHead(path: string, ...fields: readonly string[]): string {
  const lines = [`POST ${path} HTTP/1.1`, 'Host: 127.0.0.1', 'Content-Type: text/xml', ...fields];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

export interface RawAnswer {
  readonly status: number;
  /** Status line and header fields. */
  readonly head: string;
  readonly body: string;
}

/** Returns the complete answers. One without a length ends with the received bytes. */
export function answersIn(received: string): readonly RawAnswer[] {
  const answers: RawAnswer[] = [];
  let rest = received;
  while (rest !== '') {
    const [, head, status] = /^(HTTP\/1\.1 (\d{3}) [\s\S]*?\r\n)\r\n/.exec(rest) ?? [];
    if (head === undefined) break;
    const from = head.length + 2;
    const isFinal = Number(status) >= 200;
    const lengthField = /^content-length: (\d+)\r$/im.exec(head)?.[1];
    const length = isFinal ? Number(lengthField ?? rest.length - from) : 0;
    if (rest.length < from + length) break;
    answers.push({ status: Number(status), head, body: rest.slice(from, from + length) });
    rest = rest.slice(from + length);
  }
  return answers;
}
