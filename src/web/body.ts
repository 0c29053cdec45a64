/** Reading request bodies and writing compressed answers, under limits. */
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { deflate, gunzip, gzip, inflate, inflateRaw } from 'node:zlib';
import { type Coding, contentCodingOf } from './content-coding.ts';

/** Why a body was not taken. */
export type BodyProblem = 'too-large' | 'unsupported-encoding' | 'undecodable' | 'aborted';

export class BodyError extends Error {
  readonly problem: BodyProblem;

  constructor(problem: BodyProblem) {
    super(`The request body is ${problem}.`);
    this.name = 'BodyError';
    this.problem = problem;
  }
}

const decoders = {
  gzip: promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip),
  deflate: promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate),
  // What some clients send as "deflate": without the zlib header that RFC 9110 section 8.4.1.2 asks
  // for.
  rawDeflate: promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw),
};

const encoders = {
  gzip: promisify<string, Buffer>(gzip),
  deflate: promisify<string, Buffer>(deflate),
};

/**
 * The whole body, decompressed.
 *
 * @param bytesMax holds before and after decompression.
 * @param writeContinue tells a client that waits for it to send the body.
 * @throws BodyError
 */
export async function readBody(
  request: IncomingMessage,
  bytesMax: number,
  writeContinue: () => void,
): Promise<Buffer> {
  const coding = contentCodingOf(request.headers['content-encoding']);
  if (coding === null) throw new BodyError('unsupported-encoding');
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) throw new BodyError('too-large');
  // An expectation from HTTP/1.0 is ignored (RFC 9110 section 10.1.1).
  if (request.headers.expect !== undefined && request.httpVersionMinor > 0) writeContinue();
  const body = await collect(request, bytesMax);
  if (coding === 'identity') return body;
  try {
    const zlibHeader = ((body[0] ?? 0) & 0x0f) === 8;
    const decode = coding === 'deflate' && !zlibHeader ? decoders.rawDeflate : decoders[coding];
    return await decode(body, { maxOutputLength: bytesMax });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : null;
    throw new BodyError(code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'undecodable');
  }
}

const FIRST_BYTES = 16_384;

/** Copies what comes: to keep many small chunks would cost hundreds of times their bytes. */
function collect(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let body = Buffer.allocUnsafe(Math.min(bytesMax, FIRST_BYTES));
    let bytes = 0;
    const settle = (finish: () => void) => {
      request.off('data', onData).off('end', onEnd).off('close', onClose);
      finish();
    };
    const onData = (chunk: Buffer) => {
      const needed = bytes + chunk.length;
      if (needed > bytesMax) return settle(() => reject(new BodyError('too-large')));
      if (needed > body.length) {
        const larger = Buffer.allocUnsafe(Math.max(needed, Math.min(bytesMax, body.length * 2)));
        body.copy(larger, 0, 0, bytes);
        body = larger;
      }
      chunk.copy(body, bytes);
      bytes = needed;
    };
    const onEnd = () => settle(() => resolve(body.subarray(0, bytes)));
    const onClose = () => settle(() => reject(new BodyError('aborted')));
    request.on('data', onData).on('end', onEnd).on('close', onClose);
    request.on('error', () => {});
  });
}

/** How long a client that was refused may go on sending before it is cut off. */
const REFUSED_BODY_MS = 2_000;

/**
 * Throws away what a client is still sending, for a while. Closing at once would reset the
 * connection, and the client would lose its answer.
 */
export async function discardBody(request: IncomingMessage): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, REFUSED_BODY_MS);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    request.once('end', done).once('close', done).resume();
  });
}

/** The coding to answer in: one that the client asked for, or none (RFC 9110 section 12.5.3). */
export function acceptedCoding(header: string | undefined): Coding {
  const weights = new Map<string, number>();
  for (const part of header?.toLowerCase().split(',') ?? []) {
    const [coding = '', weight] = part.split(/;\s*q\s*=/);
    weights.set(coding.trim(), weight === undefined ? 1 : Number(weight));
  }
  const wants = (coding: string) => (weights.get(coding) ?? 0) > 0;
  if (wants('gzip')) return 'gzip';
  return wants('deflate') ? 'deflate' : 'identity';
}

export function encodeBody(body: string, coding: Exclude<Coding, 'identity'>): Promise<Buffer> {
  return encoders[coding](body);
}
