/**
 * The original's WSDL files, for comparisons and for tests with clients generated from them. They
 * are not part of this repository.
 */
import { join } from 'node:path';
import { type Edition, versionOf } from '../../src/contract/editions.ts';

const VARIABLE = 'OFFICIAL_WSDLS';

/**
 * A directory with `User.wsdl` and `SoPrincipal.wsdl` of release 10.2, and with a folder `11` that
 * has `Services84-User.wsdl` and so on. Null if it is not set.
 */
export const officialWsdls = process.env[VARIABLE] || null;

/** Why tests that need the files are skipped. False if the files are available. */
export const skipWithoutOfficialWsdls =
  officialWsdls === null &&
  `set ${VARIABLE} to a directory with the original User.wsdl and SoPrincipal.wsdl`;

/** The editions whose WSDLs are public. Of 88/2020, only the differences to 87 are known. */
export const publishedEditions = ['84', '85', '86', '87', '88/10.2', '88/11'] as const;
export type PublishedEdition = Extract<Edition, (typeof publishedEditions)[number]>;

export function officialFile(directory: string, edition: PublishedEdition, service: string) {
  if (edition === '88/10.2') return join(directory, `${service}.wsdl`);
  return join(directory, '11', `Services${versionOf(edition)}-${service}.wsdl`);
}
