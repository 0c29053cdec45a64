/** Ids of requests, by which the log, the audit trail, traces and answers speak of the same. */
import { randomBytes } from 'node:crypto';
import type { ProxyList } from './addresses.ts';
import type { RequestHead } from './request-head.ts';

/** What a trusted proxy may call a request: nothing that could be meant for a reader of the log. */
const GIVEN = /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/;
const PREFIX_BYTES = 6;

export class RequestIds {
  readonly #trustedProxies: ProxyList;
  /** Of this process, so that no two give the same. */
  readonly #prefix = `${randomBytes(PREFIX_BYTES).toString('hex')}-`;
  #given = 0;

  constructor(trustedProxies: ProxyList) {
    this.#trustedProxies = trustedProxies;
  }

  /** What a trusted proxy calls it in `X-Request-Id`, or else a new one. */
  of({ headers, socket }: RequestHead): string {
    const given = headers['x-request-id'];
    if (typeof given === 'string' && GIVEN.test(given)) {
      if (this.#trustedProxies.includes(socket.remoteAddress ?? '')) return given;
    }
    this.#given += 1;
    return this.#prefix + this.#given.toString(36);
  }
}
