/**
 * From the fields of a form to the JSON object that says the same, by the types of the fields: a
 * form has text alone.
 */
import { JsonDecodeError, jsonKindOf } from './decode-json.ts';
import { type Fields, resolveType, typeOfField } from './types.ts';

/** Whether a form can carry them: all are single values. */
export function isFlat(fields: Fields): boolean {
  return Object.values(fields).every((field) => resolveType(typeOfField(field)).kind === 'simple');
}

/**
 * A value that is not of its type stays a text, which decoding the object then refuses.
 *
 * @param path how messages name the object, such as `GetAccessToken`.
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

/** An empty field has no value, unless it is a text. */
function jsonValueOf(kind: ReturnType<typeof jsonKindOf>, text: string): unknown {
  const word = text.trim();
  if (kind === 'string') return text;
  if (word === '') return null;
  if (kind === 'number') return /^[+-]?\d+$/.test(word) ? Number(word) : text;
  if (/^(?:true|1)$/i.test(word)) return true;
  return /^(?:false|0)$/i.test(word) ? false : text;
}
