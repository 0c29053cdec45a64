/** The types of associates. */
export const associateTypes = [
  'unknown',
  'internal',
  'resource',
  'external',
  'anonymous',
  'system',
] as const;
export type AssociateType = (typeof associateTypes)[number];
