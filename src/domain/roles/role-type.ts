/** The kind of users that a role is for. A role's type never changes. */
export const roleTypes = ['employee', 'external', 'anonymous', 'system'] as const;
export type RoleType = (typeof roleTypes)[number];
