/** The users of each tenant by name, without regard to case: many are asked for. */
import { foldName } from '../domain/names.ts';

interface TenantWithUsers<U> {
  readonly contextIdentifier: string;
  readonly users?: readonly U[] | undefined;
}

export class UsersByName<U extends { readonly name: string }> {
  readonly tenants: readonly string[];
  readonly #byTenant: ReadonlyMap<string, ReadonlyMap<string, U> | null>;

  constructor(tenants: readonly TenantWithUsers<U>[]) {
    this.tenants = tenants.map(({ contextIdentifier }) => contextIdentifier);
    this.#byTenant = new Map(
      tenants.map(({ contextIdentifier, users }) => [
        foldName(contextIdentifier),
        users ? new Map(users.map((user) => [foldName(user.name), user])) : null,
      ]),
    );
  }

  hasTenant(contextIdentifier: string): boolean {
    return this.#byTenant.has(foldName(contextIdentifier));
  }

  /** Undefined where nothing is said of them. */
  namesAt(contextIdentifier: string): readonly string[] | undefined {
    const users = this.#byTenant.get(foldName(contextIdentifier));
    return users ? [...users.values()].map(({ name }) => name) : undefined;
  }

  find(contextIdentifier: string, name: string): U | undefined {
    return this.#byTenant.get(foldName(contextIdentifier))?.get(foldName(name));
  }
}
