/**
 * The header field Content-Encoding of requests.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-8.4
 */

export type Coding = 'gzip' | 'deflate' | 'identity';

/**
 * All registered codings. Other values are ignored, because some public clients send their
 * charset here, such as `UTF-8`.
 *
 * @see https://www.iana.org/assignments/http-parameters
 */
const REGISTERED: ReadonlyMap<string, Coding | 'unsupported'> = new Map([
  ['identity', 'identity'],
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
  ['aes128gcm', 'unsupported'],
  ['br', 'unsupported'],
  ['compress', 'unsupported'],
  ['x-compress', 'unsupported'],
  ['dcb', 'unsupported'],
  ['dcz', 'unsupported'],
  ['exi', 'unsupported'],
  ['pack200-gzip', 'unsupported'],
  ['zstd', 'unsupported'],
]);

/** Returns the coding of a body. Null if it is not supported or if there are several. */
export function contentCodingOf(header: string | undefined): Coding | null {
  const codings = (header?.toLowerCase().split(',') ?? []).flatMap((name) => {
    const coding = REGISTERED.get(name.trim());
    return coding === undefined || coding === 'identity' ? [] : [coding];
  });
  const [first = 'identity', second] = codings;
  return second !== undefined || first === 'unsupported' ? null : first;
}
