/**
 * Finds what is served at an address: the one customer on-site, or the tenant in the path Online.
 */

import type { WebRequestContext } from './web-request-context.ts';

/** Why a tenant is not served. */
export type SiteProblem = 'unknown' | 'suspended';

/** The served parts of each tenant, of a type that the protocol chooses. */
export interface Sites<S> {
  /** Whether the first segment of each path is a context identifier. */
  readonly inPath: boolean;
  /** @param contextIdentifier as written in the path. Empty if `inPath` is false. */
  find(contextIdentifier: string): Promise<S | SiteProblem> | S | SiteProblem;
}

/** Finds the site of a request, and notes its tenant. */
export async function findSite<S extends { readonly contextIdentifier: string }>(
  sites: Sites<S>,
  { firstSegment, caller }: Pick<WebRequestContext, 'firstSegment' | 'caller'>,
): Promise<S | SiteProblem> {
  const site = await sites.find(firstSegment);
  if (caller.notes && typeof site === 'object')
    caller.notes.tenant = site.contextIdentifier || null;
  return site;
}

/** @param contextIdentifier as written in the path. */
export function explainProblem(problem: SiteProblem, contextIdentifier: string): string {
  if (contextIdentifier === '') {
    return (
      'This installation has many tenants. Put the context identifier of one in front of the path, ' +
      'as in /Cust12345/Remote/Services88/User.svc or /Cust12345/api.'
    );
  }
  const named = contextIdentifier.slice(0, 64);
  return problem === 'unknown'
    ? `There is no tenant "${named}" here. Check the context identifier, the first segment of the path.`
    : `The tenant "${named}" is suspended. An administrator can resume it.`;
}
