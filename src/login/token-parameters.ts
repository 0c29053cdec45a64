/**
 * Reads the parameters of a request for tokens. Real clients send them in four ways: as a form, as
 * multipart form data, in the query with an empty body, and in the query with an empty body that is
 * called JSON.
 */
import { readMediaType } from '../media/media-type.ts';
import { type Form, formOf } from '../oauth/form.ts';
import { isForm, readFormFields } from '../web/form-fields.ts';
import { WebProblem } from '../web/web-problem.ts';

const MULTIPART = 'multipart/form-data';
const BYTES_MAX = 65_536;
const FIELDS_MAX = 50;

type Pairs = readonly (readonly [name: string, value: string])[];

/**
 * The query counts only if the body is empty.
 *
 * @throws OAuthError `invalid_request` for a parameter that comes twice.
 * @throws WebProblem for another media type, too large a body, and text that is not UTF-8.
 */
export async function readTokenParameters(
  url: string,
  contentType: string | undefined,
  body: unknown,
): Promise<Form> {
  const bytes = body instanceof Uint8Array ? body : Buffer.alloc(0);
  return formOf(bytes.length === 0 ? queryPairs(url) : await bodyPairs(contentType, bytes));
}

/** @param url path and query. */
export function queryPairs(url: string): Pairs {
  const start = url.indexOf('?');
  return start === -1 ? [] : readFormFields(Buffer.from(url.slice(start + 1)), null);
}

async function bodyPairs(contentType: string | undefined, bytes: Uint8Array): Promise<Pairs> {
  const mediaType = readMediaType(contentType);
  if (isForm(mediaType)) return readFormFields(bytes, mediaType?.charset ?? null);
  if (mediaType?.essence === MULTIPART) return multipartPairs(contentType ?? '', bytes);
  const message = `Expected a form, ${MULTIPART}, or an empty body and a query.`;
  throw new WebProblem(415, message);
}

async function multipartPairs(contentType: string, bytes: Uint8Array): Promise<Pairs> {
  if (bytes.length > BYTES_MAX) throw new WebProblem(413, `Expected ${BYTES_MAX} bytes at most.`);
  const pairs: (readonly [string, string])[] = [];
  for (const [name, value] of await parseMultipart(contentType, bytes)) {
    if (typeof value !== 'string') throw new WebProblem(400, 'Expected no files.');
    pairs.push([name, value]);
  }
  if (pairs.length > FIELDS_MAX) {
    throw new WebProblem(400, `Expected ${FIELDS_MAX} parameters at most.`);
  }
  return pairs;
}

async function parseMultipart(contentType: string, bytes: Uint8Array): Promise<FormData> {
  try {
    const headers = { 'Content-Type': contentType };
    return await new Response(Buffer.from(bytes), { headers }).formData();
  } catch {
    throw new WebProblem(400, `The body is not the ${MULTIPART} that it says it is.`);
  }
}
