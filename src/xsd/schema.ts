/**
 * Writes declared types as XML Schema in the form of WCF's data contract exporter: every named type
 * also has a global element, and annotations hold what XSD cannot express.
 */
import { type Markup, markup } from '../xml/markup.ts';
import { serializationSchema } from './serialization-schema.ts';
import {
  type AnyType,
  type ConcreteType,
  type DictionaryType,
  type Fields,
  isRequired,
  partsOf,
  type QName,
  type Restriction,
  resolveType,
  SERIALIZATION,
  typeOfField,
  XML_SCHEMA,
} from './types.ts';

/**
 * The schemas of one WSDL. Callers add global elements; the types that these need are added too.
 */
export class SchemaSet {
  readonly #target: string;
  readonly #schemas = new Map<string, Markup[]>();
  readonly #types = new Map<string, ConcreteType>();

  /** @param target the namespace of the elements and of the first schema. */
  constructor(target: string) {
    this.#target = target;
    this.#schemas.set(target, []);
  }

  /** Adds a global element of a declared type, such as a header block. */
  addElement(name: string, type: AnyType): void {
    this.#add(this.#target, markup('xs:element', { name, ...typeAttributes(type, this.#target) }));
    this.#addType(type);
  }

  /** Adds a global element with its own sequence of fields, such as an operation's wrapper. */
  addWrapper(name: string, fields: Fields): void {
    const content = [markup('xs:complexType', {}, [this.#sequence(fields, this.#target)])];
    this.#add(this.#target, markup('xs:element', { name }, content));
    this.#addFieldTypes(fields);
  }

  /** One `xs:schema` per namespace, the target namespace first. */
  toMarkup(): Markup[] {
    const others = [...this.#schemas.keys()].filter((namespace) => namespace !== this.#target);
    return [
      this.#schema(this.#target, [SERIALIZATION, ...others]),
      serializationSchema(),
      ...others.map((namespace) => this.#schema(namespace, [SERIALIZATION])),
    ];
  }

  #schema(namespace: string, imports: readonly string[]): Markup {
    return markup(
      'xs:schema',
      {
        elementFormDefault: 'qualified',
        targetNamespace: namespace,
        'xmlns:xs': XML_SCHEMA,
        'xmlns:tns': namespace,
      },
      [
        ...imports.map((imported) => markup('xs:import', { namespace: imported })),
        ...(this.#schemas.get(namespace) ?? []),
      ],
    );
  }

  #add(namespace: string, component: Markup): void {
    const components = this.#schemas.get(namespace);
    if (components) components.push(component);
    else this.#schemas.set(namespace, [component]);
  }

  #addFieldTypes(fields: Fields): void {
    for (const field of Object.values(fields)) this.#addType(typeOfField(field));
  }

  #addType(declared: AnyType): void {
    const type = resolveType(declared);
    const { namespace, name } = type.name;
    if (declared.name.name !== name || declared.name.namespace !== namespace) {
      throw new Error(`${declared.name.name} stands for ${name}, which has another name.`);
    }
    if (namespace === XML_SCHEMA) return;
    const key = `{${namespace}}${name}`;
    const known = this.#types.get(key);
    if (known) {
      if (!sameType(known, type)) throw new Error(`Two different types are declared as ${key}.`);
      return;
    }
    this.#types.set(key, type);
    this.#add(namespace, this.#definition(type));
    this.#add(namespace, markup('xs:element', { name, nillable: 'true', type: `tns:${name}` }));
    for (const part of partsOf(type)) this.#addType(part);
  }

  #definition(type: ConcreteType): Markup {
    const { name, namespace } = type.name;
    switch (type.kind) {
      case 'simple':
        if (!type.restriction) throw new Error(`Type ${name} has no schema.`);
        return markup('xs:simpleType', { name }, simpleContent(type.restriction));
      case 'complex': {
        const annotation = type.valueType
          ? [annotate(markup('IsValueType', SERIALIZATION_NS, 'true'))]
          : [];
        const own = this.#sequence(type.fields, namespace);
        if (type.base === null) return markup('xs:complexType', { name }, [...annotation, own]);
        const base = qnameAttributes('base', type.base.name, namespace);
        return markup('xs:complexType', { name }, [
          markup('xs:complexContent', { mixed: 'false' }, [markup('xs:extension', base, [own])]),
        ]);
      }
      case 'array':
        return markup('xs:complexType', { name }, [
          markup('xs:sequence', {}, [
            markup('xs:element', {
              ...REPEATED,
              name: type.itemName,
              ...typeAttributes(type.item, namespace),
            }),
          ]),
        ]);
      case 'dictionary':
        return dictionaryDefinition(type);
    }
  }

  #sequence(fields: Fields, namespace: string): Markup {
    const elements = Object.entries(fields).map(([name, field]) =>
      markup('xs:element', {
        minOccurs: isRequired(field) ? undefined : '0',
        name,
        ...typeAttributes(typeOfField(field), namespace),
      }),
    );
    return markup('xs:sequence', {}, elements);
  }
}

const SERIALIZATION_NS = { xmlns: SERIALIZATION };
const REPEATED = { minOccurs: '0', maxOccurs: 'unbounded' };

function annotate(information: Markup): Markup {
  return markup('xs:annotation', {}, [markup('xs:appinfo', {}, [information])]);
}

/** Each use of an array makes a new type, so two array types are equal if their items are. */
function sameType(one: ConcreteType, other: ConcreteType): boolean {
  if (one === other) return true;
  return (
    one.kind === 'array' &&
    other.kind === 'array' &&
    sameType(resolveType(one.item), resolveType(other.item))
  );
}

function dictionaryDefinition(type: DictionaryType): Markup {
  const { name, namespace } = type.name;
  const pair = markup('xs:complexType', {}, [
    markup('xs:sequence', {}, [
      markup('xs:element', { name: 'Key', nillable: 'true', type: 'xs:string' }),
      markup('xs:element', { name: 'Value', ...typeAttributes(type.value, namespace) }),
    ]),
  ]);
  return markup('xs:complexType', { name }, [
    annotate(markup('IsDictionary', SERIALIZATION_NS, 'true')),
    markup('xs:sequence', {}, [markup('xs:element', { ...REPEATED, name: type.pairName }, [pair])]),
  ]);
}

function simpleContent({ members, list, underlying }: Restriction): Markup[] {
  const values = Object.entries(members).map(([value, number], index) => {
    const natural = list ? 2 ** index : index;
    const annotation = annotate(markup('EnumerationValue', SERIALIZATION_NS, String(number)));
    return markup('xs:enumeration', { value }, number === natural ? [] : [annotation]);
  });
  const restriction = markup('xs:restriction', { base: 'xs:string' }, values);
  if (list) return [markup('xs:list', {}, [markup('xs:simpleType', {}, [restriction])])];
  if (!underlying) return [restriction];
  const actual = { Name: underlying, Namespace: XML_SCHEMA, ...SERIALIZATION_NS };
  return [annotate(markup('ActualType', actual)), restriction];
}

function typeAttributes(type: AnyType, namespace: string): Record<string, string> {
  return {
    ...(type.nillable && { nillable: 'true' }),
    ...qnameAttributes('type', type.name, namespace),
  };
}

/**
 * An attribute whose value is the name of a type. A type of a third namespace also gets the
 * declaration of its prefix.
 */
function qnameAttributes(attribute: string, { namespace, name }: QName, tns: string) {
  if (namespace === XML_SCHEMA) return { [attribute]: `xs:${name}` };
  if (namespace === tns) return { [attribute]: `tns:${name}` };
  return { [attribute]: `q1:${name}`, 'xmlns:q1': namespace };
}
