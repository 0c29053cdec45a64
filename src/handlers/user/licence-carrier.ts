/** Converts the licences that a user has or could have to LicenseOwner carriers. */
import type { OwnedLicences, UserLicence } from '../../domain/users/full-user.ts';

export function licenceOwnerCarrier({ owner, licences }: OwnedLicences) {
  const linksOf = (isUnrestricted: boolean) =>
    licences.filter(({ module }) => module.isUnrestricted === isUnrestricted).map(moduleLink);
  return {
    Name: owner.name,
    Description: owner.description,
    RestrictedModuleLicenses: linksOf(false),
    UnrestrictedModuleLicenses: linksOf(true),
  };
}

/** `Total` is always the sum of `Free` and `InUse`, for unrestricted licences too. */
function moduleLink({ module, inUse, isAssigned, canAssign }: UserLicence) {
  const total = Math.max(module.seats, inUse);
  return {
    Unrestricted: module.isUnrestricted,
    Total: total,
    Tooltip: module.tooltip,
    CanAssign: canAssign,
    Free: total - inUse,
    InUse: inUse,
    IsHidden: module.isHidden,
    Assigned: isAssigned,
    ModuleLicenseId: module.id,
    Name: module.name,
    Description: module.description,
    PrerequisiteModuleName: module.prerequisite ?? '',
    SortOrder: module.sortOrder,
    ExtraFlags: module.extraFlags,
  };
}
