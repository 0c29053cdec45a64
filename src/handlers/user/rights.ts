/** The operations of the User agent about functional rights and data rights. */
import type { rightOperations } from '../../contract/services88/user/rights.ts';
import { requireRelation, requireTable, requireValue } from '../../domain/roles/data-rights.ts';
import type { FunctionalRight } from '../../domain/roles/functional-right.ts';
import { roleTypesByName } from '../enumerations.ts';
import type { AgentHandlers } from '../with-session.ts';
import { listItem } from './list-item.ts';
import type { UserNeeds } from './needs.ts';
import type { RoleDependencies } from './roles.ts';

export function rightHandlers({
  roles,
}: RoleDependencies): AgentHandlers<typeof rightOperations, UserNeeds> {
  return {
    GetAllFunctionalRights: async ({ RoleType }, { actor }) => {
      const rights = await roles.listRights(actor, roleTypesByName[RoleType]);
      return { Response: rights.map((right) => rightItem(right, { selected: false })) };
    },

    GetFunctionalRights: async ({ RoleId }, { actor }) => {
      const rights = await roles.rightsOf(actor, RoleId);
      return { Response: rights.map((right) => rightItem(right, { selected: true })) };
    },

    SetFunctionalRights: async ({ RoleId, FunctionalRightIds }, { actor }) => {
      await roles.setRights(actor, RoleId, FunctionalRightIds ?? []);
      return {};
    },

    SetDataRight: async ({ RoleId, TableName, RelationToOwner, DataRightValue }, { actor }) => {
      const table = requireTable(TableName ?? '');
      const relation = requireRelation(RelationToOwner);
      const row = { [relation]: requireValue(DataRightValue ?? '') };
      await roles.setDataRight(actor, RoleId, table, row);
      return {};
    },

    GetDataRight: async ({ RoleId, TableName, RelationToOwner }, { actor }) => {
      const table = requireTable(TableName ?? '');
      const relation = requireRelation(RelationToOwner);
      return { Response: await roles.dataRight(actor, RoleId, table, relation) };
    },

    GetDataRights: async ({ RoleId, TableName }, { actor }) => {
      const row = await roles.dataRightRow(actor, RoleId, requireTable(TableName ?? ''));
      return { Response: new Map(row) };
    },

    GetAllDataRights: async ({ RoleId, RelationToOwner }, { actor }) => {
      const relation = requireRelation(RelationToOwner);
      return { Response: new Map(await roles.dataRightColumn(actor, RoleId, relation)) };
    },
  };
}

/** `ExtraInfo` holds the code name that other operations and the principal use. */
function rightItem(
  { id, name, label, description }: FunctionalRight,
  { selected }: { readonly selected: boolean },
) {
  const item = { Id: id, Name: label, ToolTip: description, ExtraInfo: name };
  return listItem({ ...item, Selected: selected });
}
