/**
 * Answers as they are sent: with the common header fields, in a content coding that the client
 * accepts.
 */

import { type Answer, doneBy, fieldsOf } from '../web/answer.ts';
import { acceptedCoding, encodeBody } from '../web/body.ts';
import type { RecordedAnswer } from '../web/recording.ts';
import type { RequestHead } from '../web/request-head.ts';
import type { Route } from './routes.ts';

export interface WireAnswer {
  readonly status: number;
  /** Alternating names and values, without the fields of the connection. */
  readonly fields: readonly string[];
  readonly body: string | Buffer;
  /** The encoding of a text body. Latin-1 if that gives the same bytes, because it is faster. */
  readonly encoding: 'latin1' | 'utf8';
}

/** Returns what is recorded of an answer. */
export function recordedAnswerOf(answer: Answer, { fields }: WireAnswer): RecordedAnswer {
  return {
    ...doneBy(answer),
    fields: () =>
      fields.flatMap((name, index) => (index % 2 === 0 ? [[name, fields[index + 1] ?? '']] : [])),
    body: answer.body,
  };
}

/** Returns the content codings of an answer: those that the client accepts. REST uses none. */
export function codingsFor({ kind }: Route, { headers }: RequestHead): string | undefined {
  return kind === 'operation' ? undefined : headers['accept-encoding'];
}

/** @param acceptEncoding the content codings that may be used. */
export function wireAnswerOf(
  answer: Answer,
  requestId: string,
  acceptEncoding: string | undefined,
): WireAnswer | Promise<WireAnswer> {
  const coding = acceptEncoding === undefined ? 'identity' : acceptedCoding(acceptEncoding);
  if (coding === 'identity') return prepare(answer, requestId, answer.body, []);
  const coded = ['Content-Encoding', coding, 'Vary', 'Accept-Encoding'];
  return encodeBody(answer.body, coding).then((body) => prepare(answer, requestId, body, coded));
}

/** The names and values of the first two fields, which describe the body. */
const CONTENT_FIELDS = 4;

function prepare(
  { status, contentType, headers }: Answer,
  requestId: string,
  body: string | Buffer,
  coded: readonly string[],
): WireAnswer {
  const bytes = Buffer.byteLength(body);
  const fields = [
    'Content-Type',
    contentType,
    'Content-Length',
    String(bytes),
    'X-Content-Type-Options',
    'nosniff',
    'Cache-Control',
    'no-store',
    'X-Request-Id',
    requestId,
    ...coded,
  ];
  if (headers) fields.push(...fieldsOf(headers));
  // An answer that cannot have a body has no length either (RFC 9110 section 8.6).
  if (status === 204) fields.splice(0, CONTENT_FIELDS);
  return { status, fields, body, encoding: bytes === body.length ? 'latin1' : 'utf8' };
}
