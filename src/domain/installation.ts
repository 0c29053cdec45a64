/** The installation: what one database serves, made once by `init` or by the demo. */
import type { AssociateStore, DirectoryStore, Role } from './associate.ts';
import type { CsSessionStore } from './cs-session.ts';
import type { KeyStore, SealedKey } from './key-ring.ts';
import type { TicketStore } from './ticket.ts';

export interface Installation {
  /** A UUID. */
  readonly id: string;
  /** The company that it is for, as `GetSystemInfo` tells it. */
  readonly companyName: string;
  /** Made by the demo, with a password that everybody knows: never to be served to a network. */
  readonly demo: boolean;
  readonly createdAtMs: number;
}

/** Everything without which an installation could not work, stored in one step. */
export interface NewInstallation {
  readonly installation: Installation;
  readonly key: SealedKey;
  readonly role: Omit<Role, 'id'>;
  readonly groupName: string;
}

export interface InstallationStore {
  /** Null until `create`. */
  read(): Promise<Installation | null>;
  /** All or nothing. @throws DomainError `conflict` when there is one already. */
  create(installation: NewInstallation): Promise<void>;
}

/** The engine behind the stores, as `GetSystemInfo` tells it. */
export interface DatabaseInfo {
  /** Such as `SQLite`. */
  readonly type: string;
  /** The engine's version. */
  readonly version: string;
  /** The number of the last migration. */
  readonly schemaVersion: number;
}

/** All stores of one database. */
export interface Stores {
  readonly installation: InstallationStore;
  readonly associates: AssociateStore;
  readonly directory: DirectoryStore;
  readonly tickets: TicketStore;
  readonly csSessions: CsSessionStore;
  readonly keys: KeyStore;
  readonly database: DatabaseInfo;
  close(): Promise<void>;
}
