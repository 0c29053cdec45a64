/**
 * An application of its own at a prefix of the path, beside the protocols. It is not part of the
 * request pipeline: its requests are not limited, logged or counted. Only a test server has one.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pathOf } from './routes.ts';

export interface MountedApp {
  /** The first segment of its paths, such as `/__name`. */
  readonly prefix: string;
  /**
   * Resolves when the answer was sent or the client disconnected.
   *
   * @param target the path and query below the prefix. It begins with a slash.
   * @param isLast whether the connection accepts no further request.
   */
  handle(
    request: IncomingMessage,
    response: ServerResponse,
    target: string,
    isLast: () => boolean,
  ): Promise<void>;
}

/** Returns path and query below the prefix. Null if the target is elsewhere. */
export function targetBelow({ prefix }: MountedApp, target: string): string | null {
  const path = pathOf(target);
  if (path !== prefix && !path.startsWith(`${prefix}/`)) return null;
  const query = target.indexOf('?');
  return (path.slice(prefix.length) || '/') + (query === -1 ? '' : target.slice(query));
}
