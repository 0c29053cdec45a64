/** Parsers for values of options and arguments. */
import { InvalidArgumentError } from 'commander';
import { rankProblem } from '../domain/names.ts';
import { companyNameProblem } from '../domain/tenants/tenant.ts';

export function wholeNumberFrom(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
  };
}

export function parseHttpUrl(text: string): string {
  if (/^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text;
  throw new InvalidArgumentError('Expected an http or https URL.');
}

/** The base URL of a server: the part before `/Remote`, `/api` and `/oauth2`. */
export function parseBaseUrl(text: string): string {
  const { origin, pathname, search, hash } = new URL(parseHttpUrl(text));
  const [, base = pathname, below] =
    /^(.*?)(\/(?:Remote|api|oauth2)(?:\/.*)?)$/i.exec(pathname) ?? [];
  if (below === undefined && search === '' && hash === '') return text;
  const expected = `Give only the part before it: ${origin}${base.replace(/\/+$/, '')}`;
  throw new InvalidArgumentError(`This is the address of something at the server. ${expected}`);
}

/** An ISO 8601 date or time. Without an offset it is in UTC. */
export function parseMoment(text: string): number {
  const [, time, offset] =
    /^\d{4}-\d\d-\d\d(T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?$/.exec(text) ?? [];
  const epochMs = Date.parse(time === undefined || offset !== undefined ? text : `${text}Z`);
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(epochMs)) return epochMs;
  throw new InvalidArgumentError('Expected a time such as 2026-03-01 or 2026-03-01T14:00:00Z.');
}

export function parseCompanyName(text: string): string {
  const problem = companyNameProblem(text);
  if (problem === null) return text;
  throw new InvalidArgumentError(problem);
}

/** The position of a record in lists. */
export function parseRank(text: string): number {
  const rank = /^-?\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  const problem = rankProblem(rank);
  if (problem === null) return rank;
  throw new InvalidArgumentError(problem);
}
