/** The fields of the contract that hold secrets. Code that hides secrets reads this list. */
import {
  type AnyType,
  type ConcreteType,
  type Fields,
  resolveType,
  typeOfField,
} from '../xsd/types.ts';
import { requestElementOf, responseElementOf, type Service } from './service.ts';

export interface SecretField {
  /**
   * The element that contains the field: an operation's wrapper, a type or a pair. Null for
   * headers.
   */
  readonly owner: string | null;
  /** The name of the element in SOAP and of the property in JSON. */
  readonly name: string;
}

/** The secret fields of requests, answers and header blocks, each once, in declaration order. */
export function secretFieldsOf(services: readonly Service[]): readonly SecretField[] {
  const found = new Map<string, SecretField>();
  const seen = new Set<ConcreteType>();

  const addFields = (owner: string | null, fields: Fields) => {
    for (const [name, field] of Object.entries(fields)) addType(owner, name, typeOfField(field));
  };
  const addType = (owner: string | null, name: string, declared: AnyType) => {
    const type = resolveType(declared);
    if (type.kind === 'simple') {
      if (type.secret) found.set(`${owner}/${name}`, { owner, name });
      return;
    }
    if (seen.has(type)) return;
    seen.add(type);
    if (type.kind === 'array') addType(type.name.name, type.itemName, type.item);
    if (type.kind === 'dictionary') addType(type.pairName, 'Value', type.value);
    if (type.kind !== 'complex') return;
    addFields(type.name.name, type.fields);
    if (type.base) addType(owner, name, type.base);
  };

  for (const service of services) {
    addFields(null, service.requestHeaders);
    addFields(null, service.responseHeaders);
    for (const [name, operation] of Object.entries(service.operations)) {
      addFields(requestElementOf(name, operation), operation.request);
      addFields(responseElementOf(name, operation), operation.response);
    }
  }
  return [...found.values()];
}
