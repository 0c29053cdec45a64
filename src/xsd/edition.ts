/**
 * Derives the types of one edition of a contract from types that are declared for all of them. A
 * derived type lacks the fields and members that came later, and can be in another namespace. Its
 * values have the shape of the declared type, so the same code works with every edition:
 *
 * - A field that the edition lacks decodes as absent, and is not encoded.
 * - A flag that it lacks is not encoded. Another member that it lacks is encoded as the member with
 *   the number 0, which .NET also reads when the element is absent.
 */
import { required, XmlNamespace } from './declare.ts';
import type {
  AnyComplexType,
  AnyType,
  ConcreteType,
  DictionaryType,
  Field,
  Fields,
  QName,
  SimpleType,
} from './types.ts';

export interface EditionRules {
  /** Whether the edition has what came with the edition `since`. */
  includes(since: string): boolean;
  /** The namespace in the edition, for the namespace of a declared type. */
  namespaceOf(declared: string): string;
}

export class EditionTypes {
  readonly #rules: EditionRules;
  /** By declared type. Each is derived once, so types that were the same stay the same. */
  readonly #derived = new Map<ConcreteType, ConcreteType>();

  constructor(rules: EditionRules) {
    this.#rules = rules;
  }

  fields(declared: Fields): Fields {
    const known = Object.entries(declared).flatMap(([name, field]) => {
      const derived = this.#field(field);
      return derived ? [[name, derived] as const] : [];
    });
    return Object.fromEntries(known);
  }

  #field(field: Field): Field | null {
    if ('required' in field) return required(this.#type(field.required));
    if (!('since' in field)) return this.#type(field);
    if (this.#rules.includes(field.since)) return this.#type(field.type);
    return field.earlier && this.#type(field.earlier);
  }

  #type(declared: AnyType): AnyType {
    switch (declared.kind) {
      case 'simple':
        return this.#once(declared, (type) => this.#simple(type));
      case 'complex':
        return this.#complex(declared);
      case 'array':
        return { ...declared, name: this.#name(declared), item: this.#type(declared.item) };
      case 'dictionary':
        return this.#once(declared, (type) => ({
          ...type,
          name: this.#name(type),
          value: this.#type(type.value),
        }));
      case 'deferred':
        return {
          ...declared,
          name: this.#name(declared),
          target: () => this.#complex(declared.target()),
        };
    }
  }

  #complex(declared: AnyComplexType): AnyComplexType {
    return this.#once(declared, (type) => {
      const fields = this.fields(type.fields);
      const lacking = Object.entries(type.fields).filter(([name]) => !Object.hasOwn(fields, name));
      return {
        ...type,
        name: this.#name(type),
        base: type.base && this.#complex(type.base),
        fields,
        lacking: Object.fromEntries(lacking),
      };
    });
  }

  #simple(type: SimpleType): SimpleType {
    if (!type.restriction) return type;
    const { members, since = {}, list, underlying } = type.restriction;
    const isKnown = (member: string) => {
      const edition = since[member];
      return edition === undefined || this.#rules.includes(edition);
    };
    const known = Object.fromEntries(Object.entries(members).filter(([name]) => isKnown(name)));
    const { namespace, name } = this.#name(type);
    if (list) {
      const flags = new XmlNamespace(namespace).flags(name, known);
      return {
        ...flags,
        print: (value: readonly string[]) => flags.print(value.filter(isKnown) as never),
      };
    }
    const enumeration = new XmlNamespace(namespace).enumeration(name, known, underlying);
    const print = (member: string) => (isKnown(member) ? member : enumeration.absent);
    return { ...enumeration, print };
  }

  #name({ name: { namespace, name } }: AnyType): QName {
    return { namespace: this.#rules.namespaceOf(namespace), name };
  }

  #once<T extends SimpleType | AnyComplexType | DictionaryType>(
    type: T,
    derive: (type: T) => T,
  ): T {
    const known = this.#derived.get(type) as T | undefined;
    if (known) return known;
    const derived = derive(type);
    this.#derived.set(type, derived);
    return derived;
  }
}
