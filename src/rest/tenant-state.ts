/**
 * The state of a tenant: its address, and whether it is available. Clients ask for it at the root
 * before they call the tenant. Online only, and without credentials.
 *
 * @see https://docs.superoffice.com/en/developer-portal/best-practices/tenant-status/index.html
 */
import type { SiteProblem } from '../web/sites.ts';
import type { RestSite } from './rest-site.ts';

export const STATE_PATH = '/api/state/:contextIdentifier';

/** How long a client may rely on the answer. */
const VALID_MS = 60_000;

/** The original's names for the states that exist here. */
const STATES = { unknown: 'Unknown', suspended: 'Suspended' } as const satisfies Readonly<
  Record<SiteProblem, string>
>;

export interface StateOptions {
  readonly version: string;
  readonly nowMs: number;
  /** The base URL of a tenant. */
  readonly baseUrlOf: (contextIdentifier: string) => string;
}

/** @param asked the context identifier as it is in the path. */
export function tenantStateOf(
  site: RestSite | SiteProblem,
  asked: string,
  { version, nowMs, baseUrlOf }: StateOptions,
) {
  const isRunning = typeof site === 'object';
  const contextIdentifier = isRunning ? site.contextIdentifier : asked;
  // Inferred: the answer for a tenant that does not exist.
  const endpoint = site === 'unknown' ? null : baseUrlOf(contextIdentifier);
  return {
    ContextIdentifier: contextIdentifier,
    Endpoint: endpoint,
    State: isRunning ? 'Running' : STATES[site],
    IsRunning: isRunning,
    // With seven decimals, as .NET writes it.
    ValidUntil: new Date(nowMs + VALID_MS).toISOString().replace('Z', '0000Z'),
    Api: endpoint === null ? null : `${endpoint}/api`,
    Version: version,
  };
}

export const stateSchema = {
  type: 'object',
  properties: {
    ContextIdentifier: { type: 'string' },
    Endpoint: { type: ['string', 'null'], description: 'In front of everything of the tenant.' },
    State: { enum: ['Running', ...Object.values(STATES)] },
    IsRunning: { type: 'boolean' },
    ValidUntil: { type: 'string', format: 'date-time', description: 'When to ask again.' },
    Api: { type: ['string', 'null'] },
    Version: { type: 'string' },
  },
};
