/** The common fields of items in the User agent's lists. */

/** Texts are empty, not null, because the original's clients read them without a null check. */
const emptyItem = {
  Type: '',
  IconHint: '',
  StyleHint: '',
  ExtraInfo: '',
  ChildItems: [],
} as const;

/** Makes an item without a parent. */
export function listItem<F extends { readonly Id: number; readonly Name: string }>(fields: F) {
  return { ...emptyItem, FullName: fields.Name, ...fields };
}
