/**
 * The schema of the data contract serializer's own namespace, which every WSDL of WCF contains: a
 * nillable global element for each built-in type, the types `char`, `duration` and `guid`, and the
 * attributes of object references. Client generators require it, because the other schemas import
 * it.
 */
import { type Markup, markup } from '../xml/markup.ts';
import { SERIALIZATION, XML_SCHEMA } from './types.ts';

const BUILT_IN_TYPES = [
  ...['anyType', 'anyURI', 'base64Binary', 'boolean', 'byte', 'dateTime', 'decimal', 'double'],
  ...['float', 'int', 'long', 'QName', 'short', 'string'],
  ...['unsignedByte', 'unsignedInt', 'unsignedLong', 'unsignedShort'],
];

/** The range of .NET's TimeSpan: 64 bits of ticks of 100 ns. */
const DURATION_FACETS = [
  markup('xs:pattern', { value: '\\-?P(\\d*D)?(T(\\d*H)?(\\d*M)?(\\d*(\\.\\d*)?S)?)?' }),
  markup('xs:minInclusive', { value: '-P10675199DT2H48M5.4775808S' }),
  markup('xs:maxInclusive', { value: 'P10675199DT2H48M5.4775807S' }),
];

const GUID_FACETS = [
  markup('xs:pattern', {
    value: ['8', '4', '4', '4', '12'].map((digits) => `[\\da-fA-F]{${digits}}`).join('-'),
  }),
];

const OWN_TYPES = [
  { name: 'char', base: 'xs:int', facets: [] },
  { name: 'duration', base: 'xs:duration', facets: DURATION_FACETS },
  { name: 'guid', base: 'xs:string', facets: GUID_FACETS },
];

const ATTRIBUTES = { FactoryType: 'xs:QName', Id: 'xs:ID', Ref: 'xs:IDREF' };

export function serializationSchema(): Markup {
  const element = (name: string, type: string) =>
    markup('xs:element', { name, nillable: 'true', type });
  return markup(
    'xs:schema',
    {
      attributeFormDefault: 'qualified',
      elementFormDefault: 'qualified',
      targetNamespace: SERIALIZATION,
      'xmlns:xs': XML_SCHEMA,
      'xmlns:tns': SERIALIZATION,
    },
    [
      ...BUILT_IN_TYPES.map((name) => element(name, `xs:${name}`)),
      ...OWN_TYPES.flatMap(({ name, base, facets }) => [
        element(name, `tns:${name}`),
        markup('xs:simpleType', { name }, [markup('xs:restriction', { base }, facets)]),
      ]),
      ...Object.entries(ATTRIBUTES).map(([name, type]) => markup('xs:attribute', { name, type })),
    ],
  );
}
