/**
 * The only parameter of an operation, as clients of the original send it: a number in the query, a
 * list or a record as the whole body.
 *
 * The reference of the original's REST interface has `GetUser?userId=3` without a body,
 * `GetUserInfoList` with a list of ids, and `SaveUser` with the fields of the user.
 */
import { jsonKindOf } from '../xsd/decode-json.ts';
import { jsonOfForm } from '../xsd/form-json.ts';
import {
  allFields,
  type ConcreteType,
  type Fields,
  resolveType,
  typeOfField,
} from '../xsd/types.ts';

/** Returns the name and the type of the only parameter. Null for none and for several. */
export function soleParameterOf(
  fields: Fields,
): readonly [name: string, type: ConcreteType] | null {
  const [sole, other] = Object.entries(fields);
  return sole && !other ? [sole[0], resolveType(typeOfField(sole[1]))] : null;
}

/**
 * Returns the request with the parameter by its name. A request that names it is returned as it is,
 * and so is that of an operation with several parameters.
 *
 * @param fields of the operation, whose name appears in messages.
 * @param json the parsed body. Null if there is none.
 * @param url path and query.
 * @throws JsonDecodeError if the query has the parameter twice.
 */
export function nameSoleParameter(
  fields: Fields,
  json: unknown,
  url: string,
  operation: string,
): unknown {
  const sole = soleParameterOf(fields);
  if (sole === null) return json;
  const [name, type] = sole;
  if (type.kind === 'array') return Array.isArray(json) ? { [name]: json } : json;
  const given = namesIn(json);
  if (given === null || given.has(name.toLowerCase())) return json;
  if (type.kind === 'complex') {
    const isRecord = Object.keys(allFields(type)).some((part) => given.has(part.toLowerCase()));
    return isRecord ? { [name]: json } : json;
  }
  if (type.kind !== 'simple' || jsonKindOf(type) !== 'number') return json;
  const inQuery = [...new URLSearchParams(url.replace(/^[^?]*/, ''))]
    .filter(([key]) => key.toLowerCase() === name.toLowerCase())
    .map(([, value]) => [name, value] as const);
  return inQuery.length === 0 ? json : jsonOfForm(fields, inQuery, operation);
}

/** The names of an object in lower case; none for null. Null for other values. */
function namesIn(json: unknown): ReadonlySet<string> | null {
  if (typeof json !== 'object' || Array.isArray(json)) return null;
  return new Set(Object.keys(json ?? {}).map((name) => name.toLowerCase()));
}
