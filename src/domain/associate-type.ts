/** What kinds of associates there are. */
export type AssociateType =
  | 'unknown'
  | 'internal'
  | 'resource'
  | 'external'
  | 'anonymous'
  | 'system';
