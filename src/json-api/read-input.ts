/** Reads what a request to a JSON API gives: its query, or its body as JSON or text. */
import type * as z from 'zod';
import { DomainError } from '../domain/errors.ts';
import { isUtf8 } from '../media/charset.ts';
import { readMediaType } from '../media/media-type.ts';
import { problemLines } from '../seed/problem-lines.ts';
import { formatPath } from '../seed/seed-path.ts';
import { WebProblem } from '../web/web-problem.ts';

/** The limit on bodies that are not seeds. */
const JSON_BYTES_MAX = 64 * 1024;

const JSON_TYPE = 'application/json';
const YAML_TYPES = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'];

/**
 * @throws DomainError `invalid-argument` with a line for each problem: its place, what was found,
 * and what was expected.
 */
export function readInput(schema: z.ZodType, given: unknown): unknown {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.flatMap((issue) => {
    const path = issue.path.filter((step) => typeof step !== 'symbol');
    const paths =
      issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
    return paths.map((place) => [formatPath(place), issue.message].filter(Boolean).join(': '));
  });
  throw new DomainError('invalid-argument', problemLines(lines));
}

/**
 * Returns an empty object for an absent body.
 *
 * A page of another site can send bodies of other media types without asking first.
 *
 * @throws WebProblem 400, 413 or 415
 */
export function readJsonBody(contentType: string | undefined, body: unknown): unknown {
  const bytes = bytesOf(body);
  if (bytes.length === 0) return {};
  requireType(contentType, [JSON_TYPE]);
  if (bytes.length > JSON_BYTES_MAX) {
    throw new WebProblem(
      413,
      `The body has ${bytes.length} bytes; expected at most ${JSON_BYTES_MAX}.`,
    );
  }
  try {
    return JSON.parse(textOf(bytes));
  } catch (error) {
    if (error instanceof WebProblem) throw error;
    throw new WebProblem(400, 'The body is not JSON; expected an object such as {"by": "6h"}.');
  }
}

/** @throws WebProblem 400 or 415 */
export function readTextBody(contentType: string | undefined, body: unknown): string {
  requireType(contentType, [JSON_TYPE, ...YAML_TYPES]);
  return textOf(bytesOf(body));
}

function bytesOf(body: unknown): Uint8Array {
  return body instanceof Uint8Array ? body : new Uint8Array();
}

function requireType(contentType: string | undefined, types: readonly string[]): void {
  const mediaType = readMediaType(contentType);
  if (mediaType && types.includes(mediaType.essence) && isUtf8(mediaType.charset)) return;
  const found = mediaType ? `found ${mediaType.essence}, ` : '';
  const message = `The Content-Type is wrong: ${found}expected ${types.join(' or ')} in UTF-8.`;
  throw new WebProblem(415, message);
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new WebProblem(400, 'The body is not in UTF-8.');
  }
}
