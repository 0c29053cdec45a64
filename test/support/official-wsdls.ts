/**
 * The original's WSDL files, for tests with clients generated from them. They are not part of
 * this repository.
 */
const VARIABLE = 'OFFICIAL_WSDLS';

/** A directory with `User.wsdl` and `SoPrincipal.wsdl`, or null. */
export const officialWsdls = process.env[VARIABLE] || null;

/** Why tests that need the files are skipped. False if the files are available. */
export const skipWithoutOfficialWsdls =
  officialWsdls === null &&
  `set ${VARIABLE} to a directory with the original User.wsdl and SoPrincipal.wsdl`;
