/**
 * Takes out of changes the passwords and tokens that are as the seed gives them already: what a
 * comparison of seeds cannot see, because an installation holds only their hashes.
 */
import { hashApplicationToken } from '../domain/application.ts';
import type { Stores } from '../domain/installation.ts';
import type { PasswordHasher } from '../domain/password.ts';
import type { ApplicationChange, Change, ChangeEntry } from './change.ts';
import type { SeedProblem } from './seed-path.ts';

/** Checking a password takes a processor a while. */
const AT_THE_SAME_TIME = 4;

interface SecretsSource {
  readonly stores: Stores;
  readonly passwords: PasswordHasher;
}

export async function settlePasswords(
  { stores, passwords }: SecretsSource,
  changes: readonly Change[],
): Promise<readonly Change[]> {
  const tenantIds = new Map<string, number | undefined>();
  const tenantIdOf = async (contextIdentifier: string) => {
    const known = tenantIds.get(contextIdentifier);
    if (known !== undefined) return known;
    const id = (await stores.tenants.find(contextIdentifier))?.id;
    tenantIds.set(contextIdentifier, id);
    return id;
  };
  const isSame = async ({ contextIdentifier, id, entry }: ChangeEntry<'user'>) => {
    const tenantId = await tenantIdOf(contextIdentifier);
    if (tenantId === undefined || entry.password === undefined) return false;
    const stored = await stores.ofTenant(tenantId).associates.readPasswordHash(id);
    return passwords.verify(entry.password, stored);
  };
  return inBatches(changes, async (change) => {
    if (change.what !== 'user' || change.action !== 'change') return change;
    if (!change.fields.includes('password') || !(await isSame(change))) return change;
    return without(change, 'password');
  });
}

/** Each token's application is asked for; one that stays with another application is a problem. */
export async function settleTokens(
  { stores }: Pick<SecretsSource, 'stores'>,
  changes: readonly Change[],
): Promise<{ readonly changes: readonly Change[]; readonly problems: readonly SeedProblem[] }> {
  const removed = new Set(
    changes.flatMap((change) =>
      change.what === 'application' && change.action === 'remove' ? [change.id] : [],
    ),
  );
  const problems: SeedProblem[] = [];
  const settled: Change[] = [];
  for (const change of changes) {
    if (change.what !== 'application' || change.action === 'remove') {
      settled.push(change);
      continue;
    }
    const { own, strange } = await holdersOf(stores, change);
    problems.push(
      ...strange.flatMap(({ index, id, name }) =>
        removed.has(id)
          ? []
          : [
              {
                path: [...change.path, 'tokens', index],
                message: `application ${name} has this token here; expected another`,
              },
            ],
      ),
    );
    const same = change.action === 'change' && (await hasJust(stores, change, own));
    const rest = same ? without(change, 'tokens') : change;
    if (rest) settled.push(rest);
  }
  return { changes: settled, problems };
}

interface Holders {
  /** How many of the seed's tokens the application has. */
  readonly own: number;
  readonly strange: readonly {
    readonly index: number;
    readonly id: number;
    readonly name: string;
  }[];
}

async function holdersOf(
  stores: Stores,
  change: Exclude<ApplicationChange, { readonly action: 'remove' }>,
): Promise<Holders> {
  const { tokens = [] } = change.application;
  const ownId = change.action === 'change' ? change.id : undefined;
  let own = 0;
  const strange: { index: number; id: number; name: string }[] = [];
  for (const [index, token] of tokens.entries()) {
    const holder = await stores.applications.findByTokenHash(hashApplicationToken(token));
    if (!holder) continue;
    if (holder.id === ownId) own += 1;
    else strange.push({ index, id: holder.id, name: holder.name });
  }
  return { own, strange };
}

async function hasJust(
  stores: Stores,
  change: Extract<ApplicationChange, { readonly action: 'change' }>,
  own: number,
): Promise<boolean> {
  const { tokens } = change.application;
  if (!tokens || own < tokens.length) return false;
  const all = (await stores.applications.listTokenTimes(change.id)).length;
  return !change.dropsOtherTokens || all === own;
}

/** The change without that field, or null when it was the only one. */
function without<T extends { readonly fields: readonly string[] }>(
  change: T,
  field: string,
): T | null {
  const fields = change.fields.filter((name) => name !== field);
  return fields.length === 0 ? null : { ...change, fields };
}

async function inBatches(
  changes: readonly Change[],
  settle: (change: Change) => Promise<Change | null>,
): Promise<readonly Change[]> {
  const settled: (Change | null)[] = [];
  for (let start = 0; start < changes.length; start += AT_THE_SAME_TIME) {
    const batch = changes.slice(start, start + AT_THE_SAME_TIME);
    settled.push(...(await Promise.all(batch.map(settle))));
  }
  return settled.filter((change) => change !== null);
}
