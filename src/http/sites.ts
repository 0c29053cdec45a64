/** Which services stand behind an address: those of the one customer, or of the tenant it names. */
import type { HandlerTable } from '../contract/service.ts';

/** The services of one tenant. */
export interface Site {
  /** In front of every path; empty on-site. */
  readonly contextIdentifier: string;
  /** By the name of the service, as it is declared. */
  readonly handlers: ReadonlyMap<string, HandlerTable>;
}

/** Why a tenant is not served. */
export type SiteProblem = 'unknown' | 'suspended';

export interface Sites {
  /** Whether the first segment of each path names a tenant. */
  readonly inPath: boolean;
  /** @param contextIdentifier as it stands in the path; empty when `inPath` is false. */
  find(contextIdentifier: string): Promise<Site | SiteProblem>;
}

/** @param contextIdentifier as it stands in the path. */
export function explainProblem(problem: SiteProblem, contextIdentifier: string): string {
  if (contextIdentifier === '') {
    return (
      'This installation has many tenants. Put the context identifier of one in front of the path, ' +
      'as in /Cust12345/Remote/Services88/User.svc.'
    );
  }
  const named = contextIdentifier.slice(0, 64);
  return problem === 'unknown'
    ? `There is no tenant "${named}" here. Check the context identifier, the first segment of the path.`
    : `The tenant "${named}" is suspended. An administrator can resume it.`;
}
