/** A contract with every form of type, for tests of encoders and decoders. */
import {
  xsBase64Binary,
  xsBoolean,
  xsDateTime,
  xsInt,
  xsShort,
  xsString,
} from '../../src/xsd/built-in.ts';
import { dateTimeMin } from '../../src/xsd/date-time.ts';
import { required, XmlNamespace } from '../../src/xsd/declare.ts';
import type { ComplexType } from '../../src/xsd/types.ts';

export const tns = new XmlNamespace('urn:t');
const other = new XmlNamespace('urn:other');
export const Base = tns.complexType('Base', { Id: xsInt });
const Colour = tns.enumeration('Colour', { Red: 0, Green: 1 });
export const Rights = tns.flags('Rights', { Read: 1, Write: 2 });
export const Point = other.valueType('Point', { X: required(xsInt), Name: required(xsString) });
export interface Tree {
  readonly Label: string | null;
  readonly Child: Tree | null;
}
export const Tree = tns.complexType('Tree', {
  Label: xsString,
  Child: tns.deferred('Tree', (): ComplexType<Tree | null, Partial<Tree>> => Tree),
});
const Derived = tns.extendedType(Base, 'Derived', { Name: xsString });
export const fields = {
  Text: xsString,
  Flag: xsBoolean,
  Count: xsInt,
  Small: xsShort,
  When: xsDateTime,
  Bytes: xsBase64Binary,
  Colour,
  Rights,
  Derived,
  Names: tns.arrayOf(xsString),
  Rows: tns.arrayOf(Derived),
  Grid: tns.arrayOf(tns.arrayOf(Base)),
  Map: tns.dictionary('Map', 'MapPair', Base),
  Point,
  Tree,
};

/** The decoded value of an empty request. */
export const absent = {
  Text: null,
  Flag: false,
  Count: 0,
  Small: 0,
  When: dateTimeMin,
  Bytes: null,
  Colour: 'Red',
  Rights: [],
  Derived: null,
  Names: null,
  Rows: null,
  Grid: null,
  Map: null,
  Point: null,
  Tree: null,
} as const;
