/**
 * The licence owner and the licensed modules that every tenant starts with.
 *
 * Names, kinds and the modules of each plan are documented. Inferred: which modules a new
 * installation has, and how many seats.
 */
import type { LicenceModule, LicenceOwner } from './licence.ts';

export const builtInOwner: LicenceOwner = {
  id: 1,
  name: 'SUPEROFFICE',
  description: 'SuperOffice AS',
  expiresAtMs: null,
};

const SEATS = 25;
const VERSION = '1.0';

type Given = Pick<LicenceModule, 'name' | 'description' | 'kind'> & Partial<LicenceModule>;

const sitesModules = [
  ['server', 'Server'],
  ['sale', 'Sales'],
  ['selection', 'Selections'],
  ['project', 'Projects'],
  ['document', 'Documents'],
  ['relation', 'Relations'],
  ['report', 'Reports'],
  ['quote', 'Quotes'],
  ['saint', 'Status monitor'],
  ['dash', 'Dashboards'],
  ['extern-user', 'External users'],
  ['anonymous-user', 'Anonymous users'],
  ['system-user', 'System users'],
] as const;

const given: readonly Given[] = [
  ...sitesModules.map(([name, description]) => ({ name, description, kind: 'site' as const })),
  { name: 'user', description: 'User login', kind: 'user', isHidden: true },
  { name: 'web', description: 'Web client', kind: 'user', isHidden: true, prerequisite: 'user' },
  { name: 'sale-cal', description: 'Edit sales', kind: 'user', isHidden: true },
  { name: 'selection-cal', description: 'Edit selections', kind: 'user', isHidden: true },
  { name: 'project-cal', description: 'Edit projects', kind: 'user', isHidden: true },
  {
    name: 'extern-user-cal',
    description: 'Login of an external user',
    kind: 'user',
    isUnrestricted: true,
    isHidden: true,
    allowedTypes: ['external'],
  },
  {
    name: 'system-user-cal',
    description: 'Login of a system user',
    kind: 'user',
    isUnrestricted: true,
    isHidden: true,
    allowedTypes: ['system'],
  },
  {
    name: 'anonymous-user-cal',
    description: 'Login of an anonymous user',
    kind: 'user',
    isUnrestricted: true,
    isHidden: true,
    allowedTypes: ['anonymous'],
  },
  {
    name: 'visible-for',
    description: 'Confidential activities',
    kind: 'user',
    isUnrestricted: true,
  },
  {
    name: 'ten-sales',
    description: 'Sales Premium',
    kind: 'user',
    extraFlags: 1,
    allowedTypes: ['internal'],
    extraInfo: 'set=user,web,sale-cal,selection-cal,project-cal',
  },
  {
    name: 'ten-service',
    description: 'Service Premium',
    kind: 'user',
    extraFlags: 1,
    allowedTypes: ['internal'],
    extraInfo: 'set=user,web',
  },
  {
    name: 'admin-extern-user',
    description: 'Administration of external users',
    kind: 'user',
    isUnrestricted: true,
    allowedTypes: ['internal', 'external', 'system'],
  },
];

export const builtInModules: readonly LicenceModule[] = given.map((module, index) => ({
  id: index + 1,
  ownerId: builtInOwner.id,
  tooltip: '',
  version: VERSION,
  isUnrestricted: false,
  seats: module.kind === 'user' && !module.isUnrestricted ? SEATS : 1,
  extraFlags: 0,
  allowedTypes: [],
  extraInfo: '',
  sortOrder: index + 1,
  isHidden: false,
  prerequisite: null,
  ...module,
}));
