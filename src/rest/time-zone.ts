/**
 * The header field SO-TimeZone, the twin of SOAP's header block TimeZone. The client's own value is
 * returned. No answer depends on it, or on SO-Language and SO-Culture: no text is translated, and
 * no date is in the user's time zone.
 */

const CODE = /^[\x21-\x7e](?:[\x20-\x7e]{0,98}[\x21-\x7e])?$/;

/**
 * Chooses the value to return.
 *
 * @param given as the client sent it.
 * @param usual the value in the settings.
 * @returns null if neither is a valid field value.
 */
export function timeZoneOf(given: unknown, usual: string): string | null {
  if (typeof given === 'string' && CODE.test(given)) return given;
  return CODE.test(usual) ? usual : null;
}
