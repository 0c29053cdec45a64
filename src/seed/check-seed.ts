/** Checks that no two entries of a seed are the same. */
import { foldName } from '../domain/names.ts';
import { fullNameOf } from '../domain/persons/person.ts';
import { pathOfTenant, type Seed } from './seed.ts';
import type { SeedPath, SeedProblem } from './seed-path.ts';
import type {
  SeedApplication,
  SeedContact,
  SeedPerson,
  SeedRole,
  SeedTenant,
  SeedUser,
} from './seed-schema.ts';

type Key = string | number | undefined;

export function checkSeed(seed: Seed): readonly SeedProblem[] {
  const { tenants = [], applications = [] } = seed;
  const tokens = applications.flatMap(({ tokens: all = [] }, index) =>
    all.map((token, at) => [token, ['applications', index, 'tokens', at]] as const),
  );
  return [
    ...repeated(tenants, ['tenants'], 'contextIdentifier', (it) => foldName(it.contextIdentifier)),
    ...tenants.flatMap((tenant, index) => checkTenant(tenant, pathOfTenant(seed, index))),
    ...repeated(applications, ['applications'], 'name', nameKey),
    ...repeated(applications, ['applications'], 'clientId', ({ clientId }) => clientId),
    ...repeatedAt(tokens, () => 'is there already; expected each token once'),
    ...applications.flatMap((application, index) =>
      checkApplication(application, ['applications', index], seed),
    ),
  ];
}

function checkTenant(tenant: SeedTenant, path: SeedPath): SeedProblem[] {
  const { functionalRights = [], roles = [], groups = [], licences = [], users = [] } = tenant;
  const { contacts = [], persons = [] } = tenant;
  const at = (...steps: SeedPath) => [...path, ...steps];
  const ids = { functionalRights, roles, groups, licences, contacts, persons, users };
  return [
    ...Object.entries(ids).flatMap(([section, entries]) =>
      repeated<{ id?: number | undefined }>(entries, at(section), 'id', ({ id }) => id),
    ),
    ...repeated(functionalRights, at('functionalRights'), 'name', nameKey),
    ...repeated(roles, at('roles'), 'name', roleKey),
    ...roles.flatMap(({ functionalRights: rights = [] }, index) =>
      repeated(rights, at('roles', index, 'functionalRights'), null, foldName),
    ),
    ...repeated(groups, at('groups'), 'name', nameKey),
    ...repeated(licences, at('licences'), 'owner', ({ owner }) => foldName(owner)),
    ...licences.flatMap(({ modules = [] }, index) =>
      repeated(modules, at('licences', index, 'modules'), 'name', ({ name, version }) =>
        JSON.stringify([foldName(name), version]),
      ),
    ),
    ...repeated(contacts, at('contacts'), 'name', contactKey),
    ...repeated(persons, at('persons'), null, personKey),
    ...repeated(users, at('users'), 'name', nameKey),
    ...users.flatMap((user, index) => checkUser(user, at('users', index))),
  ];
}

/** Roles may have the same name if they have ids. */
function roleKey({ id, type, name }: SeedRole): Key {
  return id === undefined ? JSON.stringify([type, foldName(name)]) : undefined;
}

/** Contacts may have the same name if they have ids. */
function contactKey({ id, name }: SeedContact): Key {
  return id === undefined ? foldName(name) : undefined;
}

/** Persons without ids are told from each other by their e-mail addresses, or else their names. */
function personKey(person: SeedPerson): Key {
  const { id, email, firstName = '', middleName = '', lastName = '', contact } = person;
  if (id !== undefined) return undefined;
  if (email) return foldName(email);
  return JSON.stringify([contact, foldName(fullNameOf({ firstName, middleName, lastName }))]);
}

function nameKey({ name }: { readonly name: string }): Key {
  return foldName(name);
}

function checkUser({ secondaryGroups = [], licences = [] }: SeedUser, path: SeedPath) {
  return [
    ...repeated(secondaryGroups, [...path, 'secondaryGroups'], null, foldName),
    ...repeated(licences, [...path, 'licences'], null, ({ owner, name, version }) =>
      JSON.stringify([owner && foldName(owner), foldName(name), version]),
    ),
  ];
}

function checkApplication(
  application: SeedApplication,
  path: SeedPath,
  { mode }: Seed,
): SeedProblem[] {
  const { agents = [], tenants = [], publicKeys = [], redirectUris = [] } = application;
  const at = (...steps: SeedPath) => [...path, ...steps];
  const listed = tenants === 'all' ? [] : tenants;
  const onsite = mode === 'onsite';
  return [
    ...repeated(agents, at('agents'), null, (agent) => agent),
    ...repeated(publicKeys, at('publicKeys'), null, ({ keyId }) => keyId),
    ...repeated(listed, at('tenants'), null, foldName),
    ...(onsite && listed.length > 0
      ? [{ path: at('tenants'), message: 'expected all or [], on-site' }]
      : []),
    ...repeated(redirectUris, at('redirectUris'), null, (uri) => uri),
    ...checkPerTenant(application.systemUsers ?? [], at('systemUsers'), onsite),
    ...checkPerTenant(application.consents ?? [], at('consents'), onsite),
  ];
}

/** Checks entries of which each tenant has one at most. */
function checkPerTenant(
  entries: readonly { readonly tenant?: string | undefined }[],
  path: SeedPath,
  onsite: boolean,
): SeedProblem[] {
  const misplaced = entries.flatMap(({ tenant }, index): SeedProblem[] => {
    if (onsite === (tenant === undefined)) return [];
    const message = onsite
      ? 'expected none on-site, where there is one tenant only'
      : 'missing; expected a context identifier';
    return [{ path: [...path, index, 'tenant'], message }];
  });
  const keyed = entries.map(
    ({ tenant = '' }, index) => [foldName(tenant), [...path, index]] as const,
  );
  return [
    ...misplaced,
    ...repeatedAt(keyed, () => 'is another at the same tenant; expected one at most'),
  ];
}

/** @param property the property that must differ, or null for the entries themselves. */
function repeated<T>(
  items: readonly T[],
  path: SeedPath,
  property: string | null,
  keyOf: (item: T) => Key,
): SeedProblem[] {
  const last = property === null ? [] : [property];
  const keyed = items.map((item, index) => [keyOf(item), [...path, index, ...last]] as const);
  return repeatedAt(
    keyed,
    (first) => `is the same as that of entry ${first[path.length]}; expected another`,
  );
}

function repeatedAt(
  keyed: readonly (readonly [Key, SeedPath])[],
  messageOf: (first: SeedPath) => string,
): SeedProblem[] {
  const firsts = new Map<Key, SeedPath>();
  return keyed.flatMap(([key, path]) => {
    const first = firsts.get(key);
    if (key !== undefined && first) return [{ path, message: messageOf(first) }];
    firsts.set(key, path);
    return [];
  });
}
