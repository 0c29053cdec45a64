/** Many users with passwords and tickets, added directly to the stores of an installation. */
import { randomUUID } from 'node:crypto';
import { PasswordHasher } from '../../../src/domain/login/password.ts';
import { masterKeyIn, openInstallation } from '../../../src/storage/data-directory.ts';
import type { PostgresPlace } from '../../../src/storage/database-place.ts';
import { type BenchInstallation, copiedTicketText } from '../bench-installation.ts';
import { addUsersTo } from '../many-users.ts';

export interface DayUser {
  readonly id: number;
  readonly name: string;
}

/** What clients know. It can be passed to another process as JSON. */
export interface DayPopulation {
  readonly users: readonly DayUser[];
  /** The password of all users. */
  readonly password: string;
  /** Of the users in turn. */
  readonly tickets: readonly string[];
  /** The ticket of an administrator. */
  readonly adminTicket: string;
  readonly accessToken: string;
}

export interface PopulationSize {
  readonly users: number;
  readonly tickets: number;
}

const PASSWORD = 'a long day in the office';
const USED_AHEAD_MS = 86_400_000;

/**
 * All users share one hash, because hashing for each would take hours. All tickets share one
 * secret. They count as just used, so that no request writes their use.
 */
export async function addPopulation(
  { directory, ticketId, ticketText, accessToken }: BenchInstallation,
  size: PopulationSize,
  postgres: PostgresPlace | null = null,
): Promise<DayPopulation> {
  const { stores } = await openInstallation(directory, masterKeyIn(directory), postgres);
  try {
    const tenant = await stores.tenants.find('');
    const original = tenant && (await stores.ofTenant(tenant.id).tickets.find(ticketId));
    if (!tenant || !original) throw new Error('There is no tenant or no ticket.');
    const passwordHash = await new PasswordHasher().hash(PASSWORD);
    const lastUsedAtMs = original.lastUsedAtMs + USED_AHEAD_MS;
    const tickets: string[] = [];
    const users = await stores.transaction(async (inside) => {
      const ofTenant = inside.ofTenant(tenant.id);
      const added = await addUsersTo(ofTenant, size.users, passwordHash);
      for (let index = 0; index < size.tickets; index += 1) {
        const user = added[index % added.length];
        if (!user) throw new Error('There are no users.');
        const id = randomUUID();
        const { id: associateId, generation } = user;
        await ofTenant.tickets.add({ ...original, id, associateId, generation, lastUsedAtMs });
        tickets.push(copiedTicketText(ticketText, id));
      }
      return added;
    });
    return {
      users: users.map(({ id, name }) => ({ id, name })),
      password: PASSWORD,
      tickets,
      adminTicket: ticketText,
      accessToken,
    };
  } finally {
    await stores.close();
  }
}
