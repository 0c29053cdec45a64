/**
 * What has to change of applications. One is found by its name, or by its client id where nobody
 * has the name: then it was renamed.
 */
import { isDeepStrictEqual } from 'node:util';
import { foldName } from '../domain/names.ts';
import type { ApplicationChange, SystemUserChange } from './change.ts';
import { type ApplicationMatch, diffSystemUsers } from './diff-system-users.ts';
import { changedFields } from './diff-user.ts';
import { type Present, type PresentSeed, sorted } from './present-seed.ts';
import type { Seed } from './seed.ts';
import type { SeedPath, SeedProblem } from './seed-path.ts';
import type { SeedApplication } from './seed-schema.ts';
import { unknownName } from './unknown-name.ts';

export interface ApplicationDifference {
  /** To be made before anything else, so that what they free can be had by others. */
  readonly removals: readonly (ApplicationChange | SystemUserChange)[];
  /** To be made when the tenants are there. */
  readonly changes: readonly (ApplicationChange | SystemUserChange)[];
  readonly problems: readonly SeedProblem[];
}

export function diffApplications(
  present: PresentSeed,
  wanted: Seed,
  { prune }: { readonly prune: boolean },
): ApplicationDifference {
  if (!wanted.applications) return { removals: [], changes: [], problems: [] };
  const matches = matchApplications(wanted.applications, present.applications);
  const kept = new Set(matches.map(({ before }) => before?.id));
  const leftOver = prune ? present.applications.filter(({ id }) => !kept.has(id)) : [];
  const staying = present.applications.filter((application) => !leftOver.includes(application));
  const changed = matches.flatMap((match) => changeOf(match, prune));
  const added = matches.flatMap(({ application, before, path }) =>
    before ? [] : [{ what: 'application', action: 'add', application, path } as const],
  );
  const removed = leftOver.map(
    (before) => ({ what: 'application', action: 'remove', id: before.id, before }) as const,
  );
  const systemUsers = diffSystemUsers(present, wanted, matches, staying);
  return {
    removals: [...removed, ...systemUsers.removals],
    changes: [...changed, ...added, ...systemUsers.additions],
    problems: [
      ...matches.flatMap((match) => [
        ...clientIdProblems(match, staying),
        ...tenantProblems(match, present, wanted, prune),
      ]),
      ...systemUsers.problems,
    ],
  };
}

function matchApplications(
  wanted: readonly SeedApplication[],
  present: readonly Present<SeedApplication>[],
): readonly ApplicationMatch[] {
  const byName = new Map(present.map((application) => [foldName(application.name), application]));
  const byClientId = new Map(present.map((application) => [application.clientId, application]));
  const wantedNames = new Set(wanted.map(({ name }) => foldName(name)));
  return wanted.map((application, index) => {
    const { clientId, name } = application;
    const sameClient = clientId === undefined ? undefined : byClientId.get(clientId);
    const renamed =
      sameClient && !wantedNames.has(foldName(sameClient.name)) ? sameClient : undefined;
    const before = byName.get(foldName(name)) ?? renamed;
    return { application, before, path: ['applications', index] };
  });
}

function changeOf(
  { application, before, path }: ApplicationMatch,
  prune: boolean,
): readonly ApplicationChange[] {
  if (!before) return [];
  const fields = [
    ...(application.clientId === undefined
      ? []
      : changedFields<SeedApplication>(before, application, ['clientId'])),
    ...changedFields<SeedApplication>(before, application, ['name', 'agents', 'disabled']),
    ...(sameTenants(before, application) ? [] : ['tenants']),
    ...(sameKeys(before, application) ? [] : ['publicKeys']),
    ...(application.tokens === undefined ? [] : ['tokens']),
  ];
  if (fields.length === 0) return [];
  const { id } = before;
  const dropsOtherTokens = prune;
  return [
    {
      what: 'application',
      action: 'change',
      id,
      before,
      fields,
      application,
      dropsOtherTokens,
      path,
    },
  ];
}

/** Of an application that says nothing of them they stay. */
function sameKeys(before: SeedApplication, { publicKeys }: SeedApplication): boolean {
  const byId = (keys: SeedApplication['publicKeys'] = []) =>
    new Map(keys.map(({ keyId, jwk }) => [keyId, jwk]));
  return publicKeys === undefined || isDeepStrictEqual(byId(before.publicKeys), byId(publicKeys));
}

function sameTenants(before: SeedApplication, wanted: SeedApplication): boolean {
  if (before.tenants === 'all' || wanted.tenants === 'all') {
    return before.tenants === wanted.tenants;
  }
  const folded = (identifiers: readonly string[]) => sorted(identifiers.map(foldName));
  return isDeepStrictEqual(folded(before.tenants), folded(wanted.tenants));
}

function clientIdProblems(
  { application, before, path }: ApplicationMatch,
  staying: readonly Present<SeedApplication>[],
): SeedProblem[] {
  const { clientId } = application;
  const holder = staying.find((other) => other.clientId === clientId && other.id !== before?.id);
  if (clientId === undefined || !holder) return [];
  const message = `application ${holder.name} has this client id here; expected another`;
  return [{ path: [...path, 'clientId'], message }];
}

function tenantProblems(
  { application, path }: ApplicationMatch,
  present: PresentSeed,
  wanted: Seed,
  prune: boolean,
): SeedProblem[] {
  const { tenants } = application;
  // Those of a seed that lists tenants were checked when it was read.
  if (tenants === 'all' || (wanted.tenants && prune)) return [];
  const known = [...present.tenants, ...(wanted.tenants ?? [])];
  const names = known.map(({ contextIdentifier }) => contextIdentifier);
  const folded = new Set(names.map(foldName));
  return tenants.flatMap((name, index) =>
    folded.has(foldName(name))
      ? []
      : [{ path: [...path, 'tenants', index], message: unknownName('tenant', name, names) }],
  );
}
