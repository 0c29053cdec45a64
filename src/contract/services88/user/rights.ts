/** Functional rights and data rights of roles. */
import { xsInt, xsString } from '../../../xsd/built-in.ts';
import { operation } from '../../service.ts';
import { services88 } from '../namespace.ts';
import { SelectableMDOListItem, StringDictionary } from '../types/lists.ts';
import { RoleRelationToOwner, RoleType } from '../types/roles.ts';

export const rightOperations = {
  GetAllFunctionalRights: operation({
    summary: 'Lists the functional rights that roles of a type can have.',
    request: { RoleType },
    response: { Response: services88.arrayOf(SelectableMDOListItem) },
  }),
  GetFunctionalRights: operation({
    summary: 'Lists the functional rights that a role has.',
    request: { RoleId: xsInt },
    response: { Response: services88.arrayOf(SelectableMDOListItem) },
  }),
  SetFunctionalRights: operation({
    summary: "Replaces a role's functional rights with those with the given ids.",
    request: { RoleId: xsInt, FunctionalRightIds: services88.arrayOf(xsInt) },
    response: {},
  }),
  GetAllDataRights: operation({
    since: '88/11',
    summary: 'Gets the data rights of a role for a relation to the owner, by table.',
    request: { RoleId: xsInt, RelationToOwner: RoleRelationToOwner },
    response: { Response: StringDictionary },
  }),
  SetDataRight: operation({
    summary: 'Sets one cell of the data rights of a role: empty, R, CR, CRU or CRUD.',
    request: {
      RoleId: xsInt,
      TableName: xsString,
      RelationToOwner: RoleRelationToOwner,
      DataRightValue: xsString,
    },
    response: {},
  }),
  GetDataRight: operation({
    summary: 'Gets one cell of the data rights of a role: empty, R, CR, CRU or CRUD.',
    request: { RoleId: xsInt, TableName: xsString, RelationToOwner: RoleRelationToOwner },
    response: { Response: xsString },
  }),
  GetDataRights: operation({
    summary: 'Gets the data rights of a role on a table, by relation to the owner of a record.',
    request: { RoleId: xsInt, TableName: xsString },
    response: { Response: StringDictionary },
  }),
} as const;
