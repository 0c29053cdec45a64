/**
 * The parameters of a request, which come as a form in its body.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-3.2
 * @see https://www.rfc-editor.org/rfc/rfc6749#appendix-B
 */
import { WebProblem } from '../web/web-problem.ts';
import { OAuthError } from './oauth-error.ts';

const MEDIA_TYPE = /^application\/x-www-form-urlencoded\s*(?:;.*)?$/i;
const BYTES_MAX = 65_536;
const PARAMETERS_MAX = 50;
/** Those that may come more than once (RFC 8693 section 2.1). */
const REPEATABLE = new Set(['resource', 'audience']);
const DESCRIBED_CHARACTERS = 40;

export class Form {
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(values: ReadonlyMap<string, readonly string[]>) {
    this.#values = values;
  }

  /** Null where it is missing, or empty, which is the same. */
  find(name: string): string | null {
    return this.#values.get(name)?.[0] ?? null;
  }

  /** @throws OAuthError `invalid_request` */
  require(name: string): string {
    const value = this.find(name);
    if (value !== null) return value;
    throw new OAuthError('invalid_request', `The parameter ${name} is missing.`);
  }

  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }
}

/**
 * @throws OAuthError `invalid_request` for a parameter that comes twice, or is no UTF-8.
 * @throws WebProblem for another media type, or too much.
 */
export function readForm(contentType: string | undefined, body: unknown): Form {
  if (!MEDIA_TYPE.test(contentType ?? '')) {
    throw new WebProblem(
      415,
      'Expected parameters as application/x-www-form-urlencoded in the body.',
    );
  }
  const bytes = body instanceof Uint8Array ? body : Buffer.alloc(0);
  if (bytes.length > BYTES_MAX) throw new WebProblem(413, `Expected ${BYTES_MAX} bytes at most.`);
  const parameters = [...new URLSearchParams(decode(bytes))];
  if (parameters.length > PARAMETERS_MAX) {
    throw new OAuthError('invalid_request', `Expected ${PARAMETERS_MAX} parameters at most.`);
  }
  const values = new Map<string, string[]>();
  for (const [name, value] of parameters) {
    // URLSearchParams puts this character where the bytes were no UTF-8.
    if (`${name}${value}`.includes('\u{FFFD}')) throw notUtf8();
    // A parameter without a value is treated as one that was left out.
    if (value === '') continue;
    const known = values.get(name) ?? [];
    if (known.length > 0 && !REPEATABLE.has(name)) {
      const named = name.slice(0, DESCRIBED_CHARACTERS);
      throw new OAuthError('invalid_request', `The parameter ${named} comes more than once.`);
    }
    values.set(name, [...known, value]);
  }
  return new Form(values);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw notUtf8();
  }
}

function notUtf8(): OAuthError {
  return new OAuthError('invalid_request', 'Expected the parameters in UTF-8.');
}
