/** A seed as the text of a file, such as one that tells what an installation holds. */
import { stringify } from 'yaml';
import type { PublicKey } from '../domain/public-key.ts';
import type { Present, PresentSeed, PresentTenant } from './present-seed.ts';
import type {
  SeedApplication,
  SeedFileInput,
  SeedLicense,
  SeedRole,
  SeedUser,
} from './seed-schema.ts';

const HEADING = `# What this installation holds, as a seed file without passwords and tokens:
# applied where the users and applications are there already, theirs stay; elsewhere nobody can
# log in before passwords are set.
`;

const LINE_COLUMNS = 100;

/** YAML that `readSeed` reads, always the same for what is the same. */
export function printSeed(present: PresentSeed): string {
  return `${HEADING}\n${stringify(seedFileOf(present), { lineWidth: LINE_COLUMNS })}`;
}

/** The seed as it is written in a file, without what is the default. */
export function seedFileOf({ mode, tenants, applications }: PresentSeed): SeedFileInput {
  const written = { applications: applications.map(applicationOf) };
  if (mode === 'online') {
    return {
      mode,
      tenants: tenants.map((tenant) => ({
        contextIdentifier: tenant.contextIdentifier,
        company: tenant.company,
        ...(tenant.suspended ? { suspended: true } : {}),
        ...sectionsOf(tenant),
      })),
      ...written,
    };
  }
  const [tenant] = tenants;
  return {
    mode,
    company: tenant?.company ?? '',
    ...(tenant ? sectionsOf(tenant) : {}),
    ...written,
  };
}

function sectionsOf({ roles, groups, licenses, users }: PresentTenant) {
  return {
    roles: roles.map(roleOf),
    groups: groups.map(({ id, name }) => ({ id, name })),
    licenses: licenses.map(licenseOf),
    users: users.map(userOf),
  };
}

function roleOf({ id, name, description, type, functionRights }: Present<SeedRole>) {
  return {
    id,
    name,
    ...(description === '' ? {} : { description }),
    ...(type === 'employee' ? {} : { type }),
    ...listed({ functionRights }),
  };
}

function licenseOf({ id, owner, name, description, version }: Present<SeedLicense>) {
  return {
    id,
    owner,
    name,
    ...(description === '' ? {} : { description }),
    ...(version === '' ? {} : { version }),
  };
}

function userOf(user: Present<SeedUser>) {
  const { id, name, fullName, email, type, role, group, secondaryGroups, csUser } = user;
  const licenses = user.licenses.map(({ owner, name: licenseName }) =>
    owner === undefined ? licenseName : { owner, name: licenseName },
  );
  return {
    id,
    name,
    ...(fullName === name ? {} : { fullName }),
    ...(email === undefined ? {} : { email }),
    ...(type === 'internal' ? {} : { type }),
    role,
    group,
    ...listed({ secondaryGroups }),
    ...listed({ licenses }),
    ...(csUser ? { csUser: { ...csUser } } : {}),
    ...numbered({
      personId: user.personId,
      contactId: user.contactId,
      contactOwnerId: user.contactOwnerId,
      countryId: user.countryId,
      homeCountryId: user.homeCountryId,
      businessId: user.businessId,
      categoryId: user.categoryId,
    }),
    ...(user.disabled ? { disabled: true } : {}),
  };
}

function applicationOf(application: Present<SeedApplication>) {
  const { clientId, name, agents, tenants, publicKeys = [], systemUsers = [] } = application;
  return {
    ...(clientId === undefined ? {} : { clientId }),
    name,
    ...listed({ agents }),
    tenants,
    ...listed({ publicKeys: publicKeys.map(publicKeyOf) }),
    ...listed({ systemUsers: systemUsers.map((systemUser) => ({ ...systemUser })) }),
    ...(application.disabled ? { disabled: true } : {}),
  };
}

function publicKeyOf({ keyId, jwk: { kty = '', crv, x, y, n, e } }: PublicKey) {
  const members = Object.entries({ crv, x, y, n, e }).filter(([, value]) => value !== undefined);
  return { kid: keyId, kty, ...Object.fromEntries(members) };
}

/** Without lists that are empty. */
function listed<T extends Readonly<Record<string, readonly unknown[]>>>(lists: T): Partial<T> {
  return keepEntries(lists, (value) => Array.isArray(value) && value.length > 0);
}

/** Without numbers that are 0. */
function numbered<T extends Readonly<Record<string, number>>>(numbers: T): Partial<T> {
  return keepEntries(numbers, (value) => value !== 0);
}

function keepEntries<T extends object>(from: T, isKept: (value: unknown) => boolean): Partial<T> {
  return Object.fromEntries(
    Object.entries(from).filter(([, value]) => isKept(value)),
  ) as Partial<T>;
}
