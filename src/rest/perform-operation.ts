/** Performs an operation whose request and answer are JSON. */
import { outcomeOf } from '../contract/service.ts';
import { decodeJsonFields } from '../xsd/decode-json.ts';
import { encodeJson, encodeJsonFields } from '../xsd/encode-json.ts';
import { isVoid, type RestOperation, singleResponseOf } from './operations.ts';
import type { RestCall, RestSite } from './rest-site.ts';

export interface Performed {
  readonly outcome: ReturnType<typeof outcomeOf>;
  /** The answer as JSON values. Undefined if the operation answers nothing. */
  readonly answer: unknown;
}

/**
 * @param json the parsed request.
 * @throws JsonDecodeError if the request is not as declared, and the errors of the operation.
 */
export async function performOperation(
  { restPerformers }: RestSite,
  { service, name, declaration }: RestOperation,
  json: unknown,
  call: RestCall,
): Promise<Performed> {
  const performer = restPerformers.get(service.name);
  if (!performer) throw new Error(`The service ${service.name} is not bound.`);
  const decoded = decodeJsonFields(declaration.request, json, name);
  const response = await performer(name, decoded, call);
  const outcome = outcomeOf(response);
  if (isVoid(declaration)) return { outcome, answer: undefined };
  const single = singleResponseOf(declaration);
  if (!single) return { outcome, answer: encodeJsonFields(declaration.response, response) };
  const [field, type] = single;
  return { outcome, answer: encodeJson(type, Reflect.get(response, field)) };
}
