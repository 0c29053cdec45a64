/** What kinds of users a role is for. It never changes. */
export const roleTypes = ['employee', 'external', 'anonymous', 'system'] as const;
export type RoleType = (typeof roleTypes)[number];
