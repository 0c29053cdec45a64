/**
 * Redirect URIs: the addresses to which people return after they have signed in for an application.
 * Nothing redirects to an address that its application has not registered.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8252#section-7.3 ports of native applications
 */

/** What an application has registered. */
export interface RegisteredRedirects {
  readonly redirectUris: readonly string[];
  readonly native: boolean;
}

/** The most redirect URIs of one application. */
export const redirectUrisMax = 20;

const CHARACTERS_MAX = 2000;
const LOOPBACK_HOSTS: readonly string[] = ['127.0.0.1', '[::1]', 'localhost'];
/** A URI on a loopback address: what comes before the port, and what comes after it. */
const ON_LOOPBACK_ADDRESS = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]))(?::\d{1,5})?((?:[/?].*)?)$/;

/** Returns what is wrong with a redirect URI, or null. */
export function redirectUriProblem(uri: string): string | null {
  if (uri.length > CHARACTERS_MAX || !/^[!-~]+$/.test(uri) || /[\\"<>]/.test(uri)) {
    return `A redirect URI has at most ${CHARACTERS_MAX} ASCII characters, and no spaces.`;
  }
  const url = URL.parse(uri);
  if (!url)
    return `The redirect URI ${uri} is not a URL. Write one such as https://app.example/cb.`;
  if (uri.includes('#'))
    return `The redirect URI ${uri} has a fragment. Leave out the # and the rest.`;
  if (uri.includes('*')) {
    return `The redirect URI ${uri} has a wildcard. Register each address by itself.`;
  }
  if (url.username !== '' || url.password !== '') {
    return `The redirect URI ${uri} has a user name. Leave out what is before the @.`;
  }
  if (url.protocol === 'https:') return null;
  if (url.protocol === 'http:' && LOOPBACK_HOSTS.includes(url.hostname)) return null;
  return `The redirect URI ${uri} needs https, or http on 127.0.0.1, [::1] or localhost.`;
}

/**
 * Whether people may return to an address. It must be equal to a registered redirect URI. Native
 * applications may choose the port on 127.0.0.1 and [::1].
 */
export function isRegisteredRedirect(
  { redirectUris, native }: RegisteredRedirects,
  uri: string,
): boolean {
  if (redirectUris.includes(uri)) return true;
  if (!native || redirectUriProblem(uri) !== null) return false;
  const asked = withoutPort(uri);
  return asked !== null && redirectUris.some((registered) => withoutPort(registered) === asked);
}

/** Null unless the URI is on a loopback address. */
function withoutPort(uri: string): string | null {
  const [, host, rest] = ON_LOOPBACK_ADDRESS.exec(uri) ?? [];
  if (host === undefined || rest === undefined) return null;
  return host + (rest.startsWith('/') ? rest : `/${rest}`);
}
