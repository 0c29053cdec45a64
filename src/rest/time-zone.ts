/**
 * The header field SO-TimeZone, the twin of SOAP's header block TimeZone: a client's own comes
 * back. Nothing that is answered here depends on it, or on SO-Language and SO-Culture: no text is
 * translated, and no date is in the time zone of a user.
 */

const CODE = /^[\x21-\x7e](?:[\x20-\x7e]{0,98}[\x21-\x7e])?$/;

/**
 * @param given as the client sent it.
 * @param usual of the settings.
 * @returns null where neither can stand in a header field.
 */
export function timeZoneOf(given: unknown, usual: string): string | null {
  if (typeof given === 'string' && CODE.test(given)) return given;
  return CODE.test(usual) ? usual : null;
}
