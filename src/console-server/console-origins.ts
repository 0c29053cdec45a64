/** At which addresses the console may be asked, so that no other site's name leads to it. */
import { isLoopback } from '../http/addresses.ts';

export interface OriginOptions {
  /** The URL in front of the console, from the settings. Null if there is none. */
  readonly consoleUrl: string | null;
  /** The name or address that it listens on. */
  readonly host: string;
  readonly isTls: boolean;
}

/** Addresses that stand for all addresses of the machine. */
const WILDCARDS: readonly string[] = ['0.0.0.0', '::'];

/**
 * Returns the origin of a page at this `Host`, such as `http://127.0.0.1:8089`. Null if the console
 * is not asked by that name.
 */
export function originOf(
  host: string | undefined,
  { consoleUrl, host: listened, isTls }: OriginOptions,
): string | null {
  if (host === undefined) return null;
  if (consoleUrl !== null && new URL(consoleUrl).host === host.toLowerCase()) {
    return new URL(consoleUrl).origin;
  }
  const url = `${isTls ? 'https' : 'http'}://${host}`;
  if (!/^[\w.:[\]-]+$/.test(host) || !URL.canParse(url)) return null;
  const { hostname, origin } = new URL(url);
  const own = listened.includes(':') ? `[${listened}]` : listened.toLowerCase();
  const isListened = hostname === own && !WILDCARDS.includes(listened);
  return isLoopback(url) || isListened ? origin : null;
}
