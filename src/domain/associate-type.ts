/** What kinds of associates there are. */
export const associateTypes = [
  'unknown',
  'internal',
  'resource',
  'external',
  'anonymous',
  'system',
] as const;
export type AssociateType = (typeof associateTypes)[number];
