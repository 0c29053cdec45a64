/** What all items of the User agent's lists say alike, as both kinds of item have it. */

/** The texts are empty and not null: the original's clients read them without a check. */
const emptyItem = {
  Type: '',
  IconHint: '',
  StyleHint: '',
  ExtraInfo: '',
  ChildItems: [],
} as const;

/** Of an item that stands below no other. */
export function listItem<F extends { readonly Id: number; readonly Name: string }>(fields: F) {
  return { ...emptyItem, FullName: fields.Name, ...fields };
}
