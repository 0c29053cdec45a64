/** The body of a request: one JSON object, or nothing. */
import { WebProblem } from '../web/web-problem.ts';

const MEDIA_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;\s*charset="?utf-8"?\s*)?$/i;
const DEPTH_MAX = 64;

/** Null where there is no body. @throws WebProblem */
export function readJsonBody(contentType: string | undefined, body: unknown): unknown {
  if (!(body instanceof Uint8Array) || body.length === 0) return null;
  if (!MEDIA_TYPE.test(contentType?.trim() ?? '')) {
    throw new WebProblem(415, 'Expected the body as application/json in UTF-8.');
  }
  const json = parse(decode(body));
  if (isDeeperThan(json, DEPTH_MAX)) {
    throw new WebProblem(400, `The body is nested deeper than ${DEPTH_MAX} levels.`);
  }
  return json;
}

function decode(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new WebProblem(400, 'The body is not in UTF-8.');
  }
}

/** What the parser says of it is not told on: it quotes the body. */
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
