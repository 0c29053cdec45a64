/**
 * The header field Accept. Answers are JSON, also for clients that accept only other types, because
 * most of those never check the type. A client that accepts XML and not JSON would read the answer
 * as XML, so it is refused.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1
 */
import { WebProblem } from '../web/web-problem.ts';

const XML = /^(?:application|text)\/(?:[\w.-]+\+)?xml$/;
const JSON_RANGE = /^(?:\*\/\*|application\/\*|application\/(?:[\w.-]+\+)?json|text\/(?:json|\*))$/;
const REFUSED = /;\s*q\s*=\s*0(?:\.0*)?\s*(?:;|$)/i;

/** @throws WebProblem 406 */
export function requireJsonAccepted(accept: string | undefined): void {
  const ranges = (accept?.toLowerCase() ?? '').split(',').flatMap((range) => {
    const [name = ''] = range.split(';');
    return REFUSED.test(range) ? [] : [name.trim()];
  });
  const isAccepted = ranges.some((range) => JSON_RANGE.test(range));
  if (isAccepted || !ranges.some((range) => XML.test(range))) return;
  throw new WebProblem(
    406,
    'This server answers JSON only: send Accept: application/json, or none.',
  );
}
