/** The names of the original's claims about a user. */

const NAMESPACE = 'http://schemes.superoffice.net/identity/';

/** Puts the namespace in front of the names, and leaves out what is null. The order stays. */
export function identityClaimsOf(
  values: Readonly<Record<string, string | null>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === null ? [] : [[NAMESPACE + name, value]],
    ),
  );
}
