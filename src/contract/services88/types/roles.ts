/** Roles, and the matrix of data rights of each role. */
import { xsDateTime, xsInt, xsShort, xsString } from '../../../xsd/built-in.ts';
import { keepingText } from '../../../xsd/declare.ts';
import { memberSince } from '../../editions.ts';
import { services88 } from '../namespace.ts';
import { Associate } from './associates.ts';
import { Carrier } from './carrier.ts';

export const RoleType = services88.enumeration(
  'RoleType',
  { Employee: 0, ExternalUser: 1, Anonymous: 2, System: 3 },
  'short',
);

export const RoleRelationToOwner = services88.enumeration('RoleRelationToOwner', {
  MyOwn: 0,
  PrimaryGroup: 1,
  OtherGroups: 2,
  OtherAssociates: 3,
  ExternalUser: 4,
  Anonymous: 5,
  MyCompany: 6,
  SameProject: 7,
  CustomObjects: memberSince('88/11', 10),
});

export const Role = services88.extendedType(Carrier, 'Role', {
  Id: xsInt,
  Value: xsString,
  Tooltip: xsString,
});

// Every answer has the same few relations, tables and rights.
const RelationToOwner = keepingText(
  services88.extendedType(Carrier, 'RelationToOwner', {
    Id: xsInt,
    Value: xsString,
    Tooltip: xsString,
  }),
);

const EntityName = keepingText(
  services88.extendedType(Carrier, 'EntityName', {
    TableName: xsString,
    TableDescription: xsString,
  }),
);

const DataRight = keepingText(
  services88.extendedType(Carrier, 'DataRight', {
    Value: xsString,
    Description: xsString,
  }),
);

const DataRights = services88.extendedType(Carrier, 'DataRights', {
  ColumnsInfo: services88.arrayOf(RelationToOwner),
  RowsInfo: services88.arrayOf(EntityName),
  Rights: services88.arrayOf(services88.arrayOf(DataRight)),
});

export const RoleEntity = services88.extendedType(Carrier, 'RoleEntity', {
  RoleId: xsInt,
  Name: xsString,
  Tooltip: xsString,
  RoleType,
  Deleted: xsShort,
  Rank: xsShort,
  Created: xsDateTime,
  UseCategories: xsShort,
  CreatedBy: Associate,
  Updated: xsDateTime,
  UpdatedBy: Associate,
  DataRights,
});
