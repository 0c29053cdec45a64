/** Checks a user before it is saved. Reports all problems at once. */
import type { Actor } from '../actor.ts';
import { type FieldProblems, ValidationError } from '../errors.ts';
import type { TenantStores } from '../installation.ts';
import { foldName, rankProblem } from '../names.ts';
import { administersEach, givenRoleProblem, isOneself } from './administered.ts';
import type { Associate, AssociateProfile } from './associate.ts';
import { emailLoginProblem, takenNameProblem } from './login-names.ts';
import {
  nickNameProblem,
  secondNameProblem,
  tooltipProblem,
  typeRules,
  userNameProblem,
} from './profile.ts';

/** The fields that can have a problem, as the contract names them. */
type Field =
  | 'Name'
  | 'UserName'
  | 'NickName'
  | 'Tooltip'
  | 'Rank'
  | 'Role'
  | 'UserGroup'
  | 'OtherGroups'
  | 'Person';

interface Checked {
  readonly stores: TenantStores;
  readonly actor: Actor;
  readonly user: AssociateProfile;
  /** Null for a new user. */
  readonly before: Associate | null;
}

interface CheckedPerson extends Omit<Checked, 'user'> {
  /** The id of the person is 0 for none. */
  readonly user: Pick<AssociateProfile, 'type' | 'personId'>;
}

/**
 * @param others problems of other fields, which are reported too.
 * @throws ValidationError
 */
export async function requireValidUser(
  stores: TenantStores,
  actor: Actor,
  user: AssociateProfile,
  before: Associate | null,
  others: FieldProblems = new Map(),
): Promise<void> {
  const problems = new Map([...(await userProblems({ stores, actor, user, before })), ...others]);
  if (problems.size > 0) throw new ValidationError(problems);
}

/**
 * Returns the first problem of each field. Only what changes is checked: a user keeps a role, group
 * or person that it could not get any more.
 */
export async function userProblems(checked: Checked): Promise<FieldProblems> {
  const { stores, user, before } = checked;
  const id = before?.id ?? 0;
  const isNew = (field: keyof AssociateProfile) => before?.[field] !== user[field];
  const taken = async (field: 'name' | 'userName') =>
    foldName(before?.[field] ?? '') === foldName(user[field])
      ? null
      : takenNameProblem(stores, user[field], id);
  const problems: readonly (readonly [Field, string | null])[] = [
    ['Name', userNameProblem(user.name) ?? (await taken('name'))],
    ['UserName', secondNameProblem(user.userName) ?? (await taken('userName'))],
    ['NickName', nickNameProblem(user.nickName) ?? (await takenNickName(checked))],
    ['Tooltip', tooltipProblem(user.tooltip)],
    ['Rank', rankProblem(user.rank)],
    ['Role', isNew('roleId') || isNew('type') ? await roleProblem(checked) : null],
    ...(await groupProblems(checked)),
    ['Person', isNew('personId') || isNew('type') ? await personProblem(checked) : null],
  ];
  return new Map(problems.flatMap(([field, it]) => (it === null ? [] : [[field, it]])));
}

async function takenNickName({ stores, user, before }: Checked): Promise<string | null> {
  if (foldName(before?.nickName ?? '') === foldName(user.nickName)) return null;
  const other = await stores.associates.findByNickName(user.nickName);
  if (!other || other.id === before?.id) return null;
  return `${user.nickName} is the nick name of the user ${other.name}. Choose another.`;
}

async function roleProblem({ stores, actor, user, before }: Checked): Promise<string | null> {
  const role = await stores.roles.find(user.roleId);
  if (!role) return `There is no role ${user.roleId}. List roles to see which there are.`;
  const { roleType } = typeRules[user.type];
  if (roleType !== null && role.type !== roleType) {
    return `The role ${role.name} is for users of the type ${role.type}, and a user of the type ${user.type} needs one of the type ${roleType}.`;
  }
  if (role.id === before?.roleId) return null;
  if (role.isDeleted) return `The role ${role.name} is deleted. Choose another.`;
  if (before && isOneself(actor, before.id)) return 'You cannot change your own role.';
  return givenRoleProblem(stores, actor, role);
}

async function groupProblems({ stores, user, before }: Checked) {
  const { groupId, secondaryGroupIds, type } = user;
  const had = [0, before?.groupId, ...(before?.secondaryGroupIds ?? [])];
  const isNewType = before?.type !== type;
  const isNew = (id: number) => isNewType || !had.includes(id);
  const ids = [groupId, ...secondaryGroupIds].filter((id) => id !== 0 && isNew(id));
  const groups = ids.length === 0 ? [] : await stores.groups.list();
  const byId = new Map(groups.map((group) => [group.id, group]));
  const problemOf = (id: number): string | null => {
    if (!ids.includes(id)) return null;
    if (!typeRules[type].hasGroups) return `A user of the type ${type} is in no group.`;
    const group = byId.get(id);
    if (!group) return `There is no group ${id}. List groups to see which there are.`;
    const isKept = had.includes(id);
    return group.isDeleted && !isKept
      ? `The group ${group.name} is deleted. Choose another.`
      : null;
  };
  const problems = secondaryGroupIds.map(problemOf);
  const others = secondaryGroupIds.includes(0) ? 'Every other group needs its id.' : null;
  return [
    ['UserGroup', problemOf(groupId)],
    ['OtherGroups', others ?? problems.find((problem) => problem !== null) ?? null],
  ] as const;
}

/** Returns why the user cannot be the person with its type, or null. */
export async function personProblem({
  stores,
  actor,
  user: { type, personId },
  before,
}: CheckedPerson): Promise<string | null> {
  const rule = typeRules[type].person;
  if (personId === 0) {
    return rule === 'none' ? null : `A user of the type ${type} needs a person.`;
  }
  if (rule === 'none') return `A user of the type ${type} has no person.`;
  const [person] = await stores.persons.findAll([personId]);
  if (!person) return `There is no person ${personId}. List persons to see which there are.`;
  const contact = rule === 'own' ? await stores.contacts.find(person.contactId) : null;
  if (rule === 'own' && !contact?.isOwnCompany) {
    return 'The person of an internal user belongs to one of our own companies, and this one does not.';
  }
  const users = await stores.associates.listOfPerson(personId);
  // Two users may swap their persons, one after the other.
  const isNew = before?.type !== type;
  const same = users.find((user) => user.type === type && user.id !== before?.id);
  if (isNew && same) return `The person is the user ${same.name} of the type ${type} already.`;
  const others = users.filter(({ id }) => id !== before?.id);
  if (!(await administersEach(stores.associates, actor, others))) {
    return 'The person is a user whom you do not administer.';
  }
  const ids = [...users.map(({ id }) => id), before?.id ?? 0];
  return emailLoginProblem(stores, actor, person.email, ids);
}
