/**
 * The original's own WSDL files, for tests with clients that were made from them. They are not part
 * of this repository.
 */
const VARIABLE = 'OFFICIAL_WSDLS';

/** A directory with `User.wsdl` and `SoPrincipal.wsdl`, or null. */
export const officialWsdls = process.env[VARIABLE] || null;

/** Why tests that need them are skipped; false when they are there. */
export const skipWithoutOfficialWsdls =
  officialWsdls === null &&
  `set ${VARIABLE} to a directory with the original User.wsdl and SoPrincipal.wsdl`;
