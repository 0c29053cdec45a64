/** Contacts: the operations on them, for every protocol and the command line. */
import type { Authorised } from '../actor.ts';
import {
  type ChangeScope,
  changedFields,
  type TenantChanges,
  type TenantScope,
} from '../changes.ts';
import { DomainError } from '../errors.ts';
import type { TenantStores } from '../installation.ts';
import { type Contact, type ContactProfile, createContact, requireContact } from './contact.ts';

type Administrator = Authorised<'administer-users'>;
type Scope = ChangeScope<TenantStores>;

export class Contacts {
  readonly #changes: TenantChanges;

  constructor(changes: TenantChanges) {
    this.#changes = changes;
  }

  /**
   * @param id of a contact that has an id elsewhere. By default, the next free id.
   * @throws DomainError `invalid-argument` for a field, `conflict` if the id is taken.
   */
  add(actor: Administrator, profile: ContactProfile, id?: number): Promise<Contact> {
    return this.#changes.run(actor, (scope) => addContact(scope, profile, id));
  }

  /**
   * Changes the given fields.
   *
   * @throws DomainError `not-found`, `invalid-argument` for a field, `conflict` if an own company
   * should no longer be one although internal users belong to it or it is the only one.
   */
  change(actor: Administrator, id: number, given: Partial<ContactProfile>): Promise<Contact> {
    return this.#changes.run(actor, async (scope) => {
      const before = await requireKnownContact(scope, id);
      const after = { ...before, ...given };
      requireContact(after);
      const fields = changedFields<ContactProfile>(before, given);
      if (fields === '') return before;
      if (before.isOwnCompany && !after.isOwnCompany) await requireReplaceable(scope, before);
      await scope.stores.contacts.update(after);
      scope.record({ action: 'contact-changed', detail: { contactId: id, fields } });
      return after;
    });
  }

  /** @throws DomainError `not-found`, `conflict` for an own company or while it has persons. */
  async remove(actor: Administrator, id: number): Promise<void> {
    await this.#changes.run(actor, async (scope) => {
      const { name, isOwnCompany } = await requireKnownContact(scope, id);
      if (isOwnCompany) {
        const problem = `The contact ${name} is an own company, which cannot be removed.`;
        throw new DomainError('conflict', `${problem} Make it an ordinary contact first.`);
      }
      await scope.stores.contacts.remove(id);
      scope.record({ action: 'contact-removed', detail: { contactId: id, name } });
    });
  }
}

/**
 * Returns the own company with the lowest id. If there is none, adds one with the name of the
 * tenant's company.
 */
export async function obtainOwnCompany(scope: TenantScope): Promise<Contact> {
  const found = await scope.stores.contacts.findOwnCompany();
  if (found) return found;
  const name = scope.tenant.companyName.trim() || 'Our company';
  return addContact(scope, createContact(name, { isOwnCompany: true }));
}

async function addContact(scope: Scope, profile: ContactProfile, id?: number): Promise<Contact> {
  requireContact(profile);
  const contact = await scope.stores.contacts.add(profile, id);
  const detail = { contactId: contact.id, name: contact.name };
  scope.record({ action: 'contact-added', detail });
  return contact;
}

async function requireKnownContact({ stores }: Scope, id: number): Promise<Contact> {
  const contact = await stores.contacts.find(id);
  if (contact) return contact;
  const message = `There is no contact ${id}. List contacts to see which there are.`;
  throw new DomainError('not-found', message);
}

/** The only own company is the owner of the database: internal users need one to belong to. */
async function requireReplaceable({ stores }: Scope, { id, name }: Contact): Promise<void> {
  const users = await stores.contacts.countInternalUsers(id);
  if (users > 0) {
    const problem = `${users} internal users belong to the contact ${name}.`;
    throw new DomainError('conflict', `${problem} Move them to another own company first.`);
  }
  if ((await stores.contacts.findOwnCompany(id)) !== null) return;
  const problem = `The contact ${name} is the only own company.`;
  throw new DomainError('conflict', `${problem} Make another contact an own company first.`);
}
