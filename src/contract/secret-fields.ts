/** Which fields of the contract hold secrets, as the declarations say: for whatever hides them. */
import {
  type AnyType,
  type ConcreteType,
  type Fields,
  resolveType,
  typeOfField,
} from '../xsd/types.ts';
import { responseElementOf, type Service } from './service.ts';

export interface SecretField {
  /** The element that the field is in: an operation's wrapper, a type, a pair; null for headers. */
  readonly owner: string | null;
  /** The element's name in SOAP, the property's in JSON. */
  readonly name: string;
}

/** Those of requests, answers and header blocks, each once, in the order of the declarations. */
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
      addFields(name, operation.request);
      addFields(responseElementOf(name, operation), operation.response);
    }
  }
  return [...found.values()];
}
