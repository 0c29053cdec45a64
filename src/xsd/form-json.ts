/**
 * Converts the fields of a form to the equivalent JSON object, by the types of the fields. All
 * values of a form are text.
 */
import { JsonDecodeError, jsonKindOf } from './decode-json.ts';
import { type Fields, resolveType, typeOfField } from './types.ts';

/** Whether a form can carry the fields: each must be a single value. */
export function isFlat(fields: Fields): boolean {
  return Object.values(fields).every((field) => resolveType(typeOfField(field)).kind === 'simple');
}

/**
 * Converts a form. A value that does not fit its type stays text, and decoding the object refuses
 * it.
 *
 * @param path the name of the object in messages, such as `GetAccessToken`.
 * @throws JsonDecodeError for a field that is given twice.
 */
export function jsonOfForm(
  fields: Fields,
  given: readonly (readonly [name: string, value: string])[],
  path: string,
): object {
  const kinds = new Map(
    Object.entries(fields).map(([name, field]) => {
      const type = resolveType(typeOfField(field));
      return [name.toLowerCase(), type.kind === 'simple' ? jsonKindOf(type) : 'string'];
    }),
  );
  const values = new Map<string, unknown>();
  for (const [name, text] of given) {
    if (values.has(name)) throw new JsonDecodeError(`${path}.${name}`, 'it is given twice.');
    values.set(name, jsonValueOf(kinds.get(name.toLowerCase()) ?? 'string', text));
  }
  return Object.fromEntries(values);
}

/** An empty field has no value, unless it is text. */
function jsonValueOf(kind: ReturnType<typeof jsonKindOf>, text: string): unknown {
  const word = text.trim();
  if (kind === 'string') return text;
  if (word === '') return null;
  if (kind === 'number') return /^[+-]?\d+$/.test(word) ? Number(word) : text;
  if (/^(?:true|1)$/i.test(word)) return true;
  return /^(?:false|0)$/i.test(word) ? false : text;
}
