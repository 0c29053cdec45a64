/**
 * Waits on behalf of a request, in real time, until the time is over, the request is let go, or
 * its client has disconnected. A client that closes its side of the connection is disconnected.
 * Meanwhile the socket has no timeout.
 *
 * @param ms null to wait without end.
 * @returns whether the client is still connected.
 */
import type { Socket } from 'node:net';

export async function hold(
  socket: Socket,
  ms: number | null,
  released: AbortSignal,
): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = () => resolve();
  const timer = ms === null ? undefined : setTimeout(end, ms);
  const { timeout = 0 } = socket;
  socket.setTimeout(0).on('end', end).on('close', end);
  released.addEventListener('abort', end);
  if (released.aborted || isGone(socket)) end();
  await promise;
  clearTimeout(timer);
  socket.off('end', end).off('close', end);
  released.removeEventListener('abort', end);
  if (isGone(socket)) socket.destroy();
  else socket.setTimeout(timeout);
  return !socket.destroyed;
}

function isGone(socket: Socket): boolean {
  return socket.destroyed || socket.readableEnded;
}
