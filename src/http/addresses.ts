/** Who is calling, and at which address: behind proxies, only what a trusted one says counts. */
import { BlockList, isIP, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { RequestHead } from '../web/request-head.ts';

const HOST = /^[A-Za-z0-9._-]+(:\d{1,5})?$|^\[[0-9A-Fa-f:.]+\](:\d{1,5})?$/;

/**
 * Without what TLS needs, which a server without it need not load.
 *
 * @see https://nodejs.org/api/tls.html#tlssocketencrypted
 */
export function isTlsSocket(socket: Socket): socket is TLSSocket {
  return 'encrypted' in socket && socket.encrypted === true;
}

export interface AddressOptions {
  /**
   * The URL in front of the path at which clients reach this server, or null to go by the request.
   */
  readonly publicUrl: string | null;
  readonly trustedProxies: ProxyList;
}

/** Addresses and networks (CIDR) of proxies whose `X-Forwarded-…` header fields are believed. */
export class ProxyList {
  readonly #list = new BlockList();
  readonly #isEmpty: boolean;

  /** @throws RangeError naming the entry that is neither an address nor a network. */
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

/** The client's network address: the last one that was not added by a trusted proxy. */
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
 * Scheme and authority at which the client reached this server, such as `https://crm.example.com`.
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

/** Whether a URL can only be reached from the machine itself. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
}

/** @param address of a client, as `clientAddress` answers it. */
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
 * The network whose connections are counted together; null for a connection from this machine, or
 * of a proxy, which brings the requests of many clients.
 *
 * @param remoteAddress of the connection itself.
 * @param networkOf the network of an address.
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

/** IPv4 addresses without the IPv6 form that a dual-stack socket gives them. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
