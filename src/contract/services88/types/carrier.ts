/** The base of many carriers: what the user may do with the record and with each of its fields. */
import { xsInt, xsString } from '../../../xsd/built-in.ts';
import { memberSince } from '../../editions.ts';
import { services88 } from '../namespace.ts';

const ETableRight = services88.flags('ETableRight', {
  Select: 1,
  Update: 2,
  Insert: 4,
  Delete: 8,
  Filtering: 16,
  RestrictedUpdate: 32,
  Unused1: memberSince('88/10.2', 64),
  Uninitialized: memberSince('88/10.2', 128),
  R: memberSince('88/10.2', 1),
  F: memberSince('88/10.2', 16),
});

const EFieldRight = services88.flags('EFieldRight', {
  Read: 1,
  Write: 2,
  Unused1: 4,
  Unused2: 8,
  Unused3: 16,
  Unused4: 32,
  UIHintMandatory: 64,
  UIHintReadOnly: 128,
  UndefinedValue256: 256,
  Nullable: memberSince('88/10.2', 32),
});

const TableRight = services88.complexType('TableRight', { Mask: ETableRight, Reason: xsString });

const FieldRight = services88.complexType('FieldRight', { Mask: EFieldRight, Reason: xsString });

const FieldProperty = services88.complexType('FieldProperty', {
  FieldRight,
  FieldType: xsString,
  FieldLength: xsInt,
});

export const Carrier = services88.complexType('Carrier', {
  TableRight,
  FieldProperties: services88.dictionary(
    'FieldPropertyDictionary',
    'FieldPropertyDictionaryKeyValuePair',
    FieldProperty,
  ),
});
