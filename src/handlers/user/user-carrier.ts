/** Converts users to User carriers. */
import type { ResponseOf } from '../../contract/service.ts';
import type { UserService } from '../../contract/services88/user.ts';
import { credentialTypes } from '../../domain/credentials/credential-type.ts';
import type { FullUser } from '../../domain/users/full-user.ts';
import { userTypes } from '../enumerations.ts';
import { typeCarrier } from './credentials.ts';
import { groupCarrier } from './groups.ts';
import { licenceOwnerCarrier } from './licence-carrier.ts';
import { listItem } from './list-item.ts';
import { personCarrier } from './person-carrier.ts';
import { roleCarrier } from './role-carrier.ts';

export type UserCarrier = NonNullable<ResponseOf<UserService, 'GetUser'>['Response']>;

const noRole = { Id: 0, Value: '', Tooltip: '' } as const;
const noGroup = { Id: 0, Value: '', Tooltip: '', Rank: 0, Deleted: false } as const;

/** Fills every field. One that is left out would be absent from the answer. */
export function userCarrier(user: FullUser): Required<UserCarrier> {
  const { associate, details, times, role, group, person, contact } = user;
  return {
    TableRight: null,
    FieldProperties: null,
    AssociateId: associate.id,
    Name: associate.name,
    Rank: associate.rank,
    Tooltip: associate.tooltip,
    LicenseOwners: user.licences.map(licenceOwnerCarrier),
    Role: role ? roleCarrier(role) : noRole,
    UserGroup: group ? groupCarrier(group) : noGroup,
    OtherGroups: user.secondaryGroups.map(groupCarrier),
    Person: person && personCarrier(person, contact, associate),
    Deleted: associate.retiredAtMs !== null,
    Lastlogin: utcTime(times.lastLoginAtMs),
    Lastlogout: utcTime(times.lastLogoutAtMs),
    EjUserId: associate.csUser?.id ?? 0,
    RequestSignature: details.requestSignature,
    Type: userTypes[associate.type],
    IsPersonRetired: person?.isRetired ?? false,
    IsOnTravel: false,
    Credentials: user.hasPassword ? credentialTypes.map(credentialOf(associate.name)) : [],
    UserName: associate.userName,
    TicketCategories: details.ticketCategoryIds.map((id) => listItem({ Id: id, Name: '' })),
    NickName: associate.nickName,
    WaitingForApproval: associate.isWaitingForApproval,
    ExtraFields: details.extraFields,
    CustomFields: details.customFields,
    PostSaveCommands: [],
  };
}

/** The only type is the password, whose value is never read back. */
function credentialOf(displayValue: string) {
  return (type: (typeof credentialTypes)[number]) => ({
    Type: typeCarrier(type),
    Value: '',
    DisplayValue: displayValue,
  });
}

/** Null stands for 0001-01-01, which clients read as "never". */
function utcTime(epochMs: number | null) {
  return epochMs === null ? null : { epochMs, offsetMinutes: 0 };
}
