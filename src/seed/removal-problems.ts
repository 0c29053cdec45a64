/** What cannot be removed, because users refer to it whom the seed leaves as they are. */
import { findLicenses, tellLicense } from './license-reference.ts';
import type { Present, PresentTenant } from './present-seed.ts';
import type { SeedPath, SeedProblem } from './seed-path.ts';
import type { SeedGroup, SeedLicense, SeedRole, SeedUser } from './seed-schema.ts';

interface Gone {
  readonly roles: readonly Present<SeedRole>[];
  readonly groups: readonly Present<SeedGroup>[];
  readonly licenses: readonly Present<SeedLicense>[];
}

export function problemsOfRemovals(
  { users, licenses }: PresentTenant,
  gone: Gone,
  path: SeedPath,
): readonly SeedProblem[] {
  const heldBy = (isHeld: (user: SeedUser) => boolean) => users.find(isHeld)?.name;
  return [
    ...gone.roles.map(({ name }) => ({
      section: 'roles',
      told: `role ${name}`,
      holder: heldBy(({ role }) => role === name),
    })),
    ...gone.groups.map(({ name }) => ({
      section: 'groups',
      told: `group ${name}`,
      holder: heldBy(({ group, secondaryGroups }) => [group, ...secondaryGroups].includes(name)),
    })),
    ...gone.licenses.map((license) => ({
      section: 'licenses',
      told: `licence ${tellLicense(license)}`,
      holder: heldBy((user) =>
        user.licenses.some((reference) =>
          findLicenses(reference, licenses).some(({ id }) => id === license.id),
        ),
      ),
    })),
  ].flatMap(({ section, told, holder }) =>
    holder === undefined
      ? []
      : [
          {
            path: [...path, section],
            message: `${told} is not listed, but user ${holder} has it; list it, or list the users`,
          },
        ],
  );
}
