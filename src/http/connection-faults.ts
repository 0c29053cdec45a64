/** Sends answers while the connection fails, as an injected fault demands. */
import type { Socket } from 'node:net';
import { httpDate, printHead } from './fast-path/response-head.ts';
import type { ConnectionFault, FaultHit } from './fault-injector.ts';
import { hold } from './hold.ts';
import type { WireAnswer } from './wire-answer.ts';

export interface ConnectionFaultsOptions {
  /** All open TCP connections, also those below TLS. */
  readonly sockets: Iterable<Socket>;
  /** The time that answers are dated with. */
  readonly now: () => number;
  readonly onUnexpectedError: (error: unknown, requestId: string) => void;
}

/** Not a status line, and not the start of a TLS record. */
const GARBAGE = Buffer.from('\u0000\u00ff\u0001*** not HTTP ***\u00fe\u0002\r\n\r\n', 'latin1');
const SLOW_PIECES_PER_SECOND_MAX = 20;

export class ConnectionFaults {
  readonly #options: ConnectionFaultsOptions;

  constructor(options: ConnectionFaultsOptions) {
    this.#options = options;
  }

  /**
   * Sends an answer, or nothing, and closes the connection. Nobody waits for that, because it can
   * take any time.
   */
  send(socket: Socket, answer: WireAnswer, { connection, released }: FaultHit): void {
    if (connection === null) throw new Error('The fault is not one of the connection.');
    this.#send(socket, answer, connection, released).catch((error) =>
      this.#options.onUnexpectedError(error, ''),
    );
  }

  async #send(
    socket: Socket,
    answer: WireAnswer,
    fault: ConnectionFault,
    released: AbortSignal,
  ): Promise<void> {
    switch (fault.kind) {
      case 'reset':
        return this.#reset(socket);
      case 'empty':
        break;
      case 'garbage':
        socket.write(GARBAGE);
        break;
      case 'truncate':
        socket.write(firstHalf(this.#bytesOf(answer)));
        break;
      case 'hang':
        await hold(socket, null, released);
        break;
      case 'slow': {
        const { head, body } = this.#bytesOf(answer);
        socket.write(head);
        await trickle(socket, body, fault.bytesPerSecond, released);
      }
    }
    socket.destroySoon();
  }

  /** Below TLS, because a TLS socket cannot reset its connection. */
  #reset({ remoteAddress, remotePort }: Socket): void {
    for (const socket of this.#options.sockets) {
      const isIt = socket.remotePort === remotePort && socket.remoteAddress === remoteAddress;
      if (isIt) socket.resetAndDestroy();
    }
  }

  #bytesOf(answer: WireAnswer): AnswerBytes {
    const { body, encoding } = answer;
    const date = httpDate(this.#options.now());
    const head = printHead(answer, `Date: ${date}\r\nConnection: close\r\n`);
    return {
      head: Buffer.from(head, 'latin1'),
      body: typeof body === 'string' ? Buffer.from(body, encoding) : body,
    };
  }
}

interface AnswerBytes {
  readonly head: Buffer;
  readonly body: Buffer;
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
