/** Answers as they go out: with the fields that all have, in a coding that the client takes. */

import type { Answer } from '../web/answer.ts';
import { acceptedCoding, encodeBody } from '../web/body.ts';

export interface WireAnswer {
  readonly status: number;
  /** Names and values by turns, without those that belong to the connection. */
  readonly fields: readonly string[];
  readonly body: string | Buffer;
  /** Of the body, where it is text: one byte a character wherever that is the same. */
  readonly encoding: 'latin1' | 'utf8';
}

/** @param acceptEncoding the field of the request. */
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
  if (headers) fields.push(...Object.entries(headers).flat());
  return { status, fields, body, encoding: bytes === body.length ? 'latin1' : 'utf8' };
}
