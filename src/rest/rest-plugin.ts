/** REST: the operations of the contract by JSON, and what describes them. */
import type { FastifyPluginAsync } from 'fastify';
import type { Service } from '../contract/service.ts';
import type { Sites } from '../web/sites.ts';
import type { RestSite } from './rest-site.ts';

export interface RestOptions {
  readonly services: readonly Service[];
  readonly sites: Sites<RestSite>;
  /** This program, as it calls itself. */
  readonly product: { readonly name: string; readonly version: string };
  readonly onUnexpectedError: (error: unknown) => void;
}

export function restPlugin(_options: RestOptions): FastifyPluginAsync {
  return async () => {};
}
