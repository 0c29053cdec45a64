/**
 * The address of the client and the URL that it used. Forwarding headers count only if a trusted
 * proxy sent them.
 */
import { BlockList, isIP, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { RequestHead } from '../web/request-head.ts';

const HOST = /^[A-Za-z0-9._-]+(:\d{1,5})?$|^\[[0-9A-Fa-f:.]+\](:\d{1,5})?$/;

/**
 * Checks a property, because `instanceof` would load TLS in servers that do not use it.
 *
 * @see https://nodejs.org/api/tls.html#tlssocketencrypted
 */
export function isTlsSocket(socket: Socket): socket is TLSSocket {
  return 'encrypted' in socket && socket.encrypted === true;
}

export interface AddressOptions {
  /**
   * The URL at which clients reach this server, up to the path. Null to take it from the request.
   */
  readonly publicUrl: string | null;
  readonly trustedProxies: ProxyList;
}

/** Addresses and networks (CIDR) of proxies whose `X-Forwarded-…` header fields are trusted. */
export class ProxyList {
  readonly #list = new BlockList();
  readonly #isEmpty: boolean;

  /** @throws RangeError with the entry that is neither an address nor a network. */
  constructor(entries: readonly string[]) {
    this.#isEmpty = entries.length === 0;
    for (const entry of entries) {
      const [address = '', bits] = entry.split('/');
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      const bitsMax = family === 'ipv6' ? 128 : 32;
      if (
        isIP(address) === 0 ||
        (bits !== undefined && !(/^\d+$/.test(bits) && Number(bits) <= bitsMax))
      ) {
        throw new RangeError(`"${entry}" is not an IP address or a network such as 10.0.0.0/8.`);
      }
      if (bits === undefined) this.#list.addAddress(address, family);
      else this.#list.addSubnet(address, Number(bits), family);
    }
  }

  includes(address: string): boolean {
    if (this.#isEmpty) return false;
    const plain = plainAddress(address);
    return isIP(plain) !== 0 && this.#list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
  }
}

/** Returns the client's network address: the last one that is not a trusted proxy's. */
export function clientAddress(request: RequestHead, proxies: ProxyList): string {
  let address = plainAddress(request.socket.remoteAddress ?? '');
  if (!proxies.includes(address)) return address;
  const forwarded = headerValues(request, 'x-forwarded-for');
  while (proxies.includes(address)) {
    const previous = forwarded.pop();
    if (previous === undefined || isIP(previous) === 0) break;
    address = plainAddress(previous);
  }
  return address;
}

/**
 * Returns scheme and authority at which the client reached this server, such as
 * `https://crm.example.com`.
 */
export function requestOrigin(request: RequestHead, trustedProxies: ProxyList): string {
  const trusted = trustedProxies.includes(request.socket.remoteAddress ?? '');
  const forwarded = (name: string) => (trusted ? headerValues(request, name).at(-1) : undefined);
  const own = isTlsSocket(request.socket) ? 'https' : 'http';
  const scheme =
    (forwarded('x-forwarded-proto')?.toLowerCase() ?? own) === 'https' ? 'https' : 'http';
  const host = forwarded('x-forwarded-host') ?? request.headers.host ?? '';
  const { localAddress = '127.0.0.1', localPort } = request.socket;
  const local = isIP(localAddress) === 6 ? `[${localAddress}]` : localAddress;
  const usable = HOST.test(host) && URL.canParse(`${scheme}://${host}`);
  return `${scheme}://${usable ? host : `${local}:${localPort}`}`;
}

/** Whether a URL can only be reached from this machine. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
}

/** Whether only this machine can reach what listens there. */
export function isLoopbackHost(host: string): boolean {
  return isLoopback(`http://${host.includes(':') ? `[${host}]` : host}`);
}

/** @param address of a client, as returned by `clientAddress`. */
export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || /^127(?:\.\d+){3}$/.test(address);
}

function headerValues(request: RequestHead, name: string): string[] {
  const value = request.headers[name];
  const text = Array.isArray(value) ? value.join(',') : (value ?? '');
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}

/**
 * Returns the network that a connection counts for. Null for connections from this machine and
 * from trusted proxies, which carry the requests of many clients.
 *
 * @param remoteAddress of the connection itself.
 * @param networkOf returns the network of an address.
 */
export function limitedNetworkOf(
  remoteAddress: string,
  proxies: ProxyList,
  networkOf: (address: string) => string,
): string | null {
  const address = plainAddress(remoteAddress);
  const isExempt = isLoopbackAddress(address) || proxies.includes(address);
  return isExempt ? null : networkOf(address);
}

/** Removes the IPv6 prefix that a dual-stack socket adds to IPv4 addresses. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
