/** Reads request bodies and compresses answers, under limits. */
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { createGunzip, createInflate, createInflateRaw, deflate, gzip } from 'node:zlib';
import type { BodyBudget, BodyShare } from './body-budget.ts';
import { type Coding, contentCodingOf } from './content-coding.ts';

/** Why a body was refused. */
export type BodyProblem =
  | 'too-large'
  | 'no-room'
  | 'unsupported-encoding'
  | 'undecodable'
  | 'aborted';

export class BodyError extends Error {
  readonly problem: BodyProblem;

  constructor(problem: BodyProblem) {
    super(`The request body is ${problem}.`);
    this.name = 'BodyError';
    this.problem = problem;
  }
}

const decoders = {
  gzip: createGunzip,
  deflate: createInflate,
  // Some clients send "deflate" without the zlib header that RFC 9110 section 8.4.1.2 requires.
  rawDeflate: createInflateRaw,
};

const encoders = {
  gzip: promisify<string, Buffer>(gzip),
  deflate: promisify<string, Buffer>(deflate),
};

export interface BodyLimits {
  /** The limit on this body, before and after decompression. */
  readonly bytesMax: number;
  /** Shared by all bodies. A body that exceeds it is refused as `no-room`. */
  readonly budget: BodyBudget;
}

/**
 * Reads and decompresses the whole body.
 *
 * @param writeContinue sends `100 Continue` to a client that waits for it.
 * @throws BodyError
 */
export async function readBody(
  request: IncomingMessage,
  { bytesMax, budget }: BodyLimits,
  writeContinue: () => void,
): Promise<Buffer> {
  const coding = contentCodingOf(request.headers['content-encoding']);
  if (coding === null) throw new BodyError('unsupported-encoding');
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) throw new BodyError('too-large');
  // An expectation from HTTP/1.0 is ignored (RFC 9110 section 10.1.1).
  if (request.headers.expect !== undefined && request.httpVersionMinor > 0) writeContinue();
  const share = budget.open();
  try {
    const body = await collect(request, bytesMax, share);
    return coding === 'identity' ? body : await decode(body, coding, bytesMax, share);
  } finally {
    share.release();
  }
}

async function decode(
  body: Buffer,
  coding: Exclude<Coding, 'identity'>,
  bytesMax: number,
  share: BodyShare,
): Promise<Buffer> {
  const zlibHeader = ((body[0] ?? 0) & 0x0f) === 8;
  const isRaw = coding === 'deflate' && !zlibHeader;
  const decoder = isRaw ? decoders.rawDeflate() : decoders[coding]();
  try {
    decoder.end(body);
    return await collect(decoder, bytesMax, share);
  } catch (error) {
    const isBroken = error instanceof BodyError && error.problem === 'aborted';
    throw isBroken ? new BodyError('undecodable') : error;
  } finally {
    decoder.destroy();
  }
}

/** The first buffer. Most messages fit into it. It does not count against the budget. */
const FIRST_BYTES = 16_384;

/**
 * Copies the chunks into one buffer. Keeping many small chunks would use hundreds of times as
 * much memory.
 */
function collect(source: Readable, bytesMax: number, share: BodyShare): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let body = Buffer.allocUnsafe(Math.min(bytesMax, FIRST_BYTES));
    let bytes = 0;
    const settle = (finish: () => void) => {
      source.off('data', onData).off('end', onEnd).off('close', onClose);
      finish();
    };
    const onData = (chunk: Buffer) => {
      const needed = bytes + chunk.length;
      if (needed > bytesMax) return settle(() => reject(new BodyError('too-large')));
      if (needed > body.length) {
        const size = Math.max(needed, Math.min(bytesMax, body.length * 2));
        if (!share.grow(size - body.length)) return settle(() => reject(new BodyError('no-room')));
        const larger = Buffer.allocUnsafe(size);
        body.copy(larger, 0, 0, bytes);
        body = larger;
      }
      chunk.copy(body, bytes);
      bytes = needed;
    };
    const onEnd = () => settle(() => resolve(body.subarray(0, bytes)));
    const onClose = () => settle(() => reject(new BodyError('aborted')));
    source.on('data', onData).on('end', onEnd).on('close', onClose);
    source.on('error', () => {});
  });
}

/** How long a refused client may keep sending before its connection is closed. */
const REFUSED_BODY_MS = 2_000;

/**
 * Reads and discards what a client still sends, for a limited time. Closing at once would reset
 * the connection, and the client would not get its answer.
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

/** Chooses the coding of the answer from Accept-Encoding (RFC 9110 section 12.5.3). */
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
