/**
 * The parameters of a request, which are a form in its body.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-3.2
 * @see https://www.rfc-editor.org/rfc/rfc6749#appendix-B
 */
import { readMediaType } from '../media/media-type.ts';
import { isForm, readFormFields } from '../web/form-fields.ts';
import { WebProblem } from '../web/web-problem.ts';
import { OAuthError } from './oauth-error.ts';

/** Parameters that may be repeated (RFC 8693 section 2.1). */
const REPEATABLE = new Set(['resource', 'audience']);
const DESCRIBED_CHARACTERS = 40;

export class Form {
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(values: ReadonlyMap<string, readonly string[]>) {
    this.#values = values;
  }

  /** Returns null if the parameter is missing or empty, which means the same. */
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
 * Reads the form.
 *
 * @throws OAuthError `invalid_request` for a parameter that comes twice.
 * @throws WebProblem for another media type, a form that is too large, and text that is not UTF-8.
 */
export function readForm(contentType: string | undefined, body: unknown): Form {
  const mediaType = readMediaType(contentType);
  if (!isForm(mediaType)) {
    throw new WebProblem(
      415,
      'Expected parameters as application/x-www-form-urlencoded in the body.',
    );
  }
  const bytes = body instanceof Uint8Array ? body : Buffer.alloc(0);
  return formOf(readFormFields(bytes, mediaType?.charset ?? null));
}

/** @throws OAuthError `invalid_request` for a parameter that comes twice. */
export function formOf(pairs: Iterable<readonly [name: string, value: string]>): Form {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    // A parameter without a value is treated as absent.
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
