/** The namespaces for which a document needs prefixes. */
import {
  type AnyType,
  type ConcreteType,
  type Fields,
  partsOf,
  resolveType,
  typeOfField,
} from './types.ts';

/**
 * The namespaces of the fields' types and of all types that these refer to, in alphabetical order.
 */
export function namespacesOf(fields: readonly Fields[]): readonly string[] {
  const types = new Set<ConcreteType>();
  const add = (declared: AnyType) => {
    const type = resolveType(declared);
    if (types.has(type)) return;
    types.add(type);
    for (const part of partsOf(type)) add(part);
  };
  for (const field of fields.flatMap(Object.values<Fields[string]>)) add(typeOfField(field));
  return [...new Set(Array.from(types, ({ name }) => name.namespace))].sort();
}
