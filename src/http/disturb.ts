/** Sends an answer while the connection fails, as an injected fault demands. */
import type { Socket } from 'node:net';
import { httpDate, printHead } from './fast-path/response-head.ts';
import type { ConnectionFault } from './fault-injector.ts';
import { hold } from './hold.ts';
import type { WireAnswer } from './wire-answer.ts';

export interface Disturbance {
  readonly fault: ConnectionFault;
  /** See `FaultHit`. */
  readonly released: AbortSignal;
  /** For the field `Date`. */
  readonly nowMs: number;
  /** Resets the TCP connection of a socket. */
  readonly reset: (socket: Socket) => void;
}

/** Not a status line, and not the start of a TLS record. */
const GARBAGE = Buffer.from('\u0000\u00ff\u0001*** not HTTP ***\u00fe\u0002\r\n\r\n', 'latin1');
const SLOW_PIECES_PER_SECOND_MAX = 20;

/** Resolves when the answer was written, or when the client has disconnected. Then it closes. */
export async function disturb(
  socket: Socket,
  answer: WireAnswer,
  { fault, released, nowMs, reset }: Disturbance,
): Promise<void> {
  switch (fault.kind) {
    case 'reset':
      reset(socket);
      return;
    case 'empty':
      break;
    case 'garbage':
      socket.write(GARBAGE);
      break;
    case 'truncate':
      socket.write(firstHalf(bytesOf(answer, nowMs)));
      break;
    case 'hang':
      await hold(socket.setTimeout(0), null, released);
      break;
    case 'slow': {
      const { head, body } = bytesOf(answer, nowMs);
      socket.write(head);
      await trickle(socket, body, fault.bytesPerSecond, released);
    }
  }
  socket.destroySoon();
}

interface AnswerBytes {
  readonly head: Buffer;
  readonly body: Buffer;
}

function bytesOf(answer: WireAnswer, nowMs: number): AnswerBytes {
  const { body, encoding } = answer;
  const head = printHead(answer, `Date: ${httpDate(nowMs)}\r\nConnection: close\r\n`);
  return {
    head: Buffer.from(head, 'latin1'),
    body: typeof body === 'string' ? Buffer.from(body, encoding) : body,
  };
}

/** The head and half of the body. Half of the head if there is no body. */
function firstHalf({ head, body }: AnswerBytes): Buffer {
  if (body.length === 0) return head.subarray(0, head.length / 2);
  return Buffer.concat([head, body.subarray(0, body.length / 2)]);
}

async function trickle(
  socket: Socket,
  bytes: Buffer,
  bytesPerSecond: number,
  released: AbortSignal,
): Promise<void> {
  const pieceBytes = Math.ceil(bytesPerSecond / SLOW_PIECES_PER_SECOND_MAX);
  const pauseMs = (1000 * pieceBytes) / bytesPerSecond;
  for (let sent = 0; sent < bytes.length; sent += pieceBytes) {
    const isConnected = await hold(socket, pauseMs, released);
    if (!isConnected) return;
    socket.write(bytes.subarray(sent, released.aborted ? undefined : sent + pieceBytes));
    if (released.aborted) return;
  }
}
