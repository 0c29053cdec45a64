/** Seed files that several tests apply. */
import type { SeedTarget } from '../../src/seed/apply-seed.ts';

export const ONSITE = `
mode: onsite
company: Fjord Shipping AS
functionalRights:
  - { name: fjord-approve, label: Approves freights }
roles:
  - { id: 40, name: Boss, tooltip: Runs it, functionalRights: [fjord-approve, Admin-All],
      dataRights: { contact: { MyOwn: CRUD, PrimaryGroup: R } } }
  - { name: Partner, type: external, rank: -5 }
groups:
  - { id: 9, name: Harbour, tooltip: At the sea }
  - { name: sales, rank: 50 }
licences:
  - { owner: Fjord, expires: 2040-01-31, modules: [{ id: 90, name: crm, version: '1', seats: 2 }] }
  - { owner: Other, modules: [{ name: crm, prerequisite: user, allowedTypes: [internal] }] }
users:
  - { name: anna, password: first secret, role: Boss, group: Harbour, secondaryGroups: [SALES],
      licences: [{ owner: fjord, name: CRM }, user], csUser: { id: 3 }, email: anna@example.com }
  - { id: 40, name: bo, disabled: true, password: other secret }
  - { name: cy, type: external, group: null }
applications:
  - { name: Tool, agents: [User], tokens: [aaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbb] }
  - { name: Old, disabled: true }
`;

export const ONLINE = `
mode: online
tenants:
  - { contextIdentifier: Cust1, company: One, users: [{ name: anna, password: secret one }] }
  - { contextIdentifier: Cust2, company: Two, suspended: true, roles: [{ id: 40, name: Boss }],
      users: [{ name: anna, role: Boss }] }
applications:
  - { name: Both }
  - { name: First, tenants: [cust1], tokens: [aaaaaaaaaaaaaaaa] }
`;

/** The start of a seed file for an on-site installation. */
export const HEAD = 'mode: onsite\ncompany: Fjord Shipping AS\n';

/** The stores of the only tenant of an on-site installation. */
export function storesOf({ stores }: SeedTarget) {
  return stores.ofTenant(1);
}
