/**
 * The body of a request: one JSON object, a form with the same fields, or nothing. The accepted
 * media types are those in the reference of the original's REST interface, without XML.
 */
import { isUtf8 } from '../media/charset.ts';
import { type MediaType, readMediaType } from '../media/media-type.ts';
import { isForm, readFormFields } from '../web/form-fields.ts';
import { unreadableType, WebProblem } from '../web/web-problem.ts';
import { isFlat, jsonOfForm } from '../xsd/form-json.ts';
import type { Fields } from '../xsd/types.ts';

const JSON_TYPE = /^(?:application\/(?:[\w.-]+\+)?json|text\/json)$/;
const DEPTH_MAX = 64;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Returns null if there is no body.
 *
 * @param fields of the operation, whose name appears in messages.
 * @throws WebProblem
 * @throws JsonDecodeError
 */
export function readRequestBody(
  contentType: string | undefined,
  body: unknown,
  fields: Fields,
  operation: string,
): unknown {
  if (!(body instanceof Uint8Array) || body.length === 0) return null;
  const mediaType = readMediaType(contentType);
  if (contentType !== undefined && mediaType === null) throw unreadableType();
  if (!isForm(mediaType)) {
    if (isJson(mediaType)) return readJson(body);
    throw new WebProblem(415, 'Expected the body as application/json in UTF-8.');
  }
  // curl labels any body as a form unless told otherwise. A real form never begins so.
  if (/^\s*[{[]/.test(decode(body))) return readJson(body);
  if (!isFlat(fields)) {
    throw new WebProblem(415, `${operation} takes no form: send the body as application/json.`);
  }
  return jsonOfForm(fields, readFormFields(body, mediaType?.charset ?? null), operation);
}

function isJson(mediaType: MediaType | null): boolean {
  return mediaType !== null && JSON_TYPE.test(mediaType.essence) && isUtf8(mediaType.charset);
}

function readJson(body: Uint8Array): unknown {
  const json = parse(decode(body));
  if (isDeeperThan(json, DEPTH_MAX)) {
    throw new WebProblem(400, `The body is nested deeper than ${DEPTH_MAX} levels.`);
  }
  return json;
}

function decode(body: Uint8Array): string {
  try {
    return utf8.decode(body);
  } catch {
    throw new WebProblem(400, 'The body is not in UTF-8.');
  }
}

/** The parser's own message is not passed on, because it quotes the body. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new WebProblem(
      400,
      'The body is not JSON. Expected an object such as {"Name": "value"}.',
    );
  }
}

function isDeeperThan(json: unknown, levels: number): boolean {
  if (typeof json !== 'object' || json === null) return false;
  return levels === 0 || Object.values(json).some((value) => isDeeperThan(value, levels - 1));
}
