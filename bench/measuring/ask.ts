/** Sends one request and reads the whole response, to check that a server works. */
import { once } from 'node:events';
import { type Agent, type IncomingMessage, request } from 'node:http';
import { request as requestByTls } from 'node:https';
import { text } from 'node:stream/consumers';
import type { Message } from './messages.ts';

export interface Reply {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: string;
  /** The size of the whole response. */
  readonly bytes: number;
}

/** @param agent keeps connections alive. Without it, each request opens a new connection. */
export async function ask(
  url: string,
  { path, headers, body }: Message,
  agent?: Agent,
): Promise<Reply> {
  const address = new URL(path, url);
  const asked = (address.protocol === 'https:' ? requestByTls : request)(address, {
    method: 'POST',
    rejectUnauthorized: false,
    agent,
    headers: { ...headers, 'Content-Length': Buffer.byteLength(body) },
  });
  asked.end(body);
  const [response]: IncomingMessage[] = await once(asked, 'response');
  if (!response) throw new Error('There is no answer.');
  const answered = await text(response);
  const { statusCode: status = 0, statusMessage = '', rawHeaders } = response;
  const start = `HTTP/1.1 ${status} ${statusMessage}\r\n\r\n`;
  // Each header adds a colon, a space and a line end.
  const headerBytes = rawHeaders.join('').length + 2 * rawHeaders.length;
  const bytes = start.length + headerBytes + Buffer.byteLength(answered);
  return { status, headers: rawHeaders, body: answered, bytes };
}

/** The text of the only result in the response. @throws Error when there is none. */
export function resultOf({ status, body }: Reply, prefix: '8A:' | '7T:'): string {
  const [, result] = new RegExp(`>(${prefix}[^<]+)<`).exec(body) ?? [];
  if (status !== 200 || result === undefined) throw new Error(`Not a ${prefix}: ${status} ${body}`);
  return result;
}
