/** Reads and saves users by the User agent, for one caller and one protocol. */
import assert from 'node:assert/strict';
import { addPerson } from './test-installation.ts';
import { agentOf, type Outcome, requireRefused, resultOf, type Way } from './user-agent-calls.ts';
import type { SceneCaller, UserAgentScene } from './user-agent-scene.ts';

/** A carrier in the JSON of REST, whose type the compiler does not know. */
export type Carrier = Readonly<Record<string, unknown>>;

/** `Credentials` with a password. */
export const password = (Value: string) => [{ Type: { Type: 'CRM5/PASSWORD' }, Value }];

export class UserEditor {
  readonly #scene: UserAgentScene;
  readonly #caller: SceneCaller;
  readonly agent: ReturnType<typeof agentOf>;

  constructor(scene: UserAgentScene, caller: SceneCaller, way: Way) {
    this.#scene = scene;
    this.#caller = caller;
    this.agent = agentOf(way, { url: scene.url, ticket: caller.ticket });
  }

  async get(UserId: number): Promise<Carrier> {
    return Object(await resultOf(this.agent('GetUser', { UserId })));
  }

  save(User: object | null): Promise<Outcome> {
    return this.agent('SaveUser', { User });
  }

  /** Saves a user that must not be refused. */
  async saved(User: object): Promise<Carrier> {
    return Object(await resultOf(this.save(User)));
  }

  /** Returns a default user, for a new person by default. */
  async draft(request: object = {}): Promise<Carrier> {
    const PersonId = await addPerson(this.#scene.services.stores, this.#scene.name('Åse'));
    const asked = { UserType: 'InternalAssociate', PersonId, ...request };
    return Object(await resultOf(this.agent('CreateDefaultUserFromUserTypeAndPersonId', asked)));
  }

  /** How many changes of the caller are in the audit trail. */
  async countEvents(): Promise<number> {
    return (await this.#scene.eventsBy(this.#caller)).length;
  }

  /** The call must be refused, and the user must stay as it was. */
  async requireUnchanged(
    id: number,
    call: () => Promise<Outcome>,
    type: string,
    message: RegExp,
  ): Promise<void> {
    const [user, events] = [await this.get(id), await this.countEvents()];
    await requireRefused(call(), type, message);
    assert.deepEqual(await this.get(id), user);
    assert.equal(await this.countEvents(), events);
  }
}

/** `LicenseOwners` with one link. */
export async function licenceLink(scene: UserAgentScene, name: string, Assigned: boolean) {
  const modules = await scene.services.stores.licences.listModules();
  const ModuleLicenseId = modules.find((module) => module.name === name)?.id;
  assert.ok(ModuleLicenseId, name);
  return [{ Name: 'SUPEROFFICE', RestrictedModuleLicenses: [{ ModuleLicenseId, Assigned }] }];
}

/** The names of the licences that are assigned to a user. */
export async function licencesOf(scene: UserAgentScene, userId: number): Promise<string[]> {
  const { licences } = scene.services.stores;
  const ids = (await licences.assignedTo([userId])).get(userId) ?? [];
  const modules = await licences.listModules();
  return modules.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
}

/** Whether a login with the password succeeds. */
export async function logsIn(
  { services }: UserAgentScene,
  userName: string,
  given: string,
): Promise<boolean> {
  const credentials = { kind: 'password', userName, password: given } as const;
  const client = { address: '192.0.2.1', userAgent: 'test' };
  return (await services.logins.authenticate(credentials, client)) !== null;
}
