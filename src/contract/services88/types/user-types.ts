/** The type of a user, and the user's presence. */
import { services88 } from '../namespace.ts';

export const UserType = services88.enumeration('UserType', {
  Unknown: 0,
  InternalAssociate: 1,
  ResourceAssociate: 2,
  ExternalAssociate: 3,
  AnonymousAssociate: 4,
  SystemAssociate: 5,
});

export const EjUserStatus = services88.enumeration('EjUserStatus', {
  StatusNone: 0,
  StatusNormal: 1,
  StatusNotAvailable: 2,
  StatusDeleted: 3,
  StatusReadOnly: 4,
  StatusSpm: 5,
  StatusSystem: 127,
});
