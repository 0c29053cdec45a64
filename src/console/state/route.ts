/**
 * Addresses of pages: `#/users/5?tenant=Cust1`. All is behind the `#`, so the server serves one
 * file, and filters can be shared as a link. Secrets are never in it.
 */
export interface Route {
  readonly page: string;
  /** What the page shows one of, such as the id of a user. Empty for a list. */
  readonly key: string;
  readonly filters: Filters;
}

export type Filters = Readonly<Record<string, string>>;

const START = '#/';

/** Null for a hash that is no address of a page, such as the secret of a link. */
export function parseRoute(hash: string): Route | null {
  if (hash !== '' && !hash.startsWith(START)) return null;
  const [path = '', query = ''] = hash.slice(START.length).split('?');
  const [page = '', key = ''] = path.split('/').map(decode);
  return { page: page || 'overview', key, filters: Object.fromEntries(new URLSearchParams(query)) };
}

/** Leaves out empty filters. */
export function printRoute({ page, key, filters }: Route): string {
  const query = new URLSearchParams(Object.entries(filters).filter(([, value]) => value !== ''));
  const path = key === '' ? page : `${page}/${encodeURIComponent(key)}`;
  return `${START}${path}${query.size === 0 ? '' : `?${query}`}`;
}

/** @param replaces whether "back" leads to the page before the current one. */
export function goTo(route: Route, replaces = false): void {
  const address = printRoute(route);
  if (replaces) location.replace(address);
  else location.assign(address);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
