/** Licences as users refer to them: by name, and by owner where several have one of that name. */
import { foldName } from '../domain/names.ts';
import type { LicenseReference } from './seed-schema.ts';

interface OwnedLicense {
  readonly owner: string;
  readonly name: string;
}

/** What no two licences of a tenant have in common. */
export function licenseKey({ owner, name }: OwnedLicense): string {
  return JSON.stringify([foldName(owner), foldName(name)]);
}

/** Those that are meant: one, unless the reference is wrong or ambiguous. */
export function findLicenses<T extends OwnedLicense>(
  { owner, name }: LicenseReference,
  licenses: readonly T[],
): readonly T[] {
  const foldedName = foldName(name);
  const foldedOwner = owner === undefined ? undefined : foldName(owner);
  return licenses.filter(
    (license) =>
      foldName(license.name) === foldedName &&
      (foldedOwner === undefined || foldName(license.owner) === foldedOwner),
  );
}

/** As short as it can be said among these licences. */
export function referenceTo(
  { owner, name }: OwnedLicense,
  licenses: readonly OwnedLicense[],
): LicenseReference {
  return findLicenses({ name }, licenses).length === 1 ? { name } : { owner, name };
}

/** Such as `CRM of Fjord Software`. */
export function tellLicense({ owner, name }: LicenseReference): string {
  return owner === undefined ? name : `${name} of ${owner}`;
}
