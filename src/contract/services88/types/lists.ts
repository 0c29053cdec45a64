/** Lists as clients show them: items, which can contain items, and pairs of texts. */
import { xsBoolean, xsDateTime, xsInt, xsString } from '../../../xsd/built-in.ts';
import type {
  ComplexType,
  Decoded,
  DecodedFields,
  Encodable,
  EncodableFields,
} from '../../../xsd/types.ts';
import { services88 } from '../namespace.ts';
import { Carrier } from './carrier.ts';

export const StringDictionary = services88.dictionary(
  'StringDictionary',
  'StringKeyValuePair',
  xsString,
);

type CarrierOut = NonNullable<Decoded<typeof Carrier>>;
type CarrierIn = Encodable<typeof Carrier>;

const itemFields = {
  Id: xsInt,
  Name: xsString,
  ToolTip: xsString,
  Deleted: xsBoolean,
  Rank: xsInt,
  Type: xsString,
} as const;

const itemFieldsAfterChildren = {
  IconHint: xsString,
  ColorBlock: xsInt,
  ExtraInfo: xsString,
  StyleHint: xsString,
  FullName: xsString,
} as const;

type ItemFields = typeof itemFields & typeof itemFieldsAfterChildren;

/**
 * The decoded and the encodable shape. The compiler needs both written out, because the type
 * contains itself.
 */
export interface MdoListItem extends CarrierOut, DecodedFields<ItemFields> {
  readonly ChildItems: readonly (MdoListItem | null)[] | null;
}
export interface MdoListItemInput extends CarrierIn, EncodableFields<ItemFields> {
  readonly ChildItems?: readonly (MdoListItemInput | null)[] | null | undefined;
}

export const MDOListItem = services88.extendedType(Carrier, 'MDOListItem', {
  ...itemFields,
  ChildItems: services88.arrayOf(
    services88.deferred(
      'MDOListItem',
      (): ComplexType<MdoListItem | null, MdoListItemInput> => MDOListItem,
    ),
  ),
  ...itemFieldsAfterChildren,
});

const selectableItemFields = {
  ...itemFields,
  ColorBlock: xsInt,
  IconHint: xsString,
  Selected: xsBoolean,
  LastChanged: xsDateTime,
} as const;

const selectableItemFieldsAfterChildren = {
  ExtraInfo: xsString,
  StyleHint: xsString,
  Hidden: xsBoolean,
  FullName: xsString,
} as const;

type SelectableItemFields = typeof selectableItemFields & typeof selectableItemFieldsAfterChildren;

export interface SelectableMdoListItem extends CarrierOut, DecodedFields<SelectableItemFields> {
  readonly ChildItems: readonly (SelectableMdoListItem | null)[] | null;
}
export interface SelectableMdoListItemInput
  extends CarrierIn,
    EncodableFields<SelectableItemFields> {
  readonly ChildItems?: readonly (SelectableMdoListItemInput | null)[] | null | undefined;
}

/** An item that can be selected. Its fields are in another order than those of `MDOListItem`. */
export const SelectableMDOListItem = services88.extendedType(Carrier, 'SelectableMDOListItem', {
  ...selectableItemFields,
  ChildItems: services88.arrayOf(
    services88.deferred(
      'SelectableMDOListItem',
      (): ComplexType<SelectableMdoListItem | null, SelectableMdoListItemInput> =>
        SelectableMDOListItem,
    ),
  ),
  ...selectableItemFieldsAfterChildren,
});
