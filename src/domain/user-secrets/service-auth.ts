/** Logins to other servers, such as mailboxes, that users store for programs. */
import { DomainError } from '../errors.ts';
import { lineProblem, requireNoProblem, textProblem } from '../names.ts';

export interface ServiceAuthFields {
  /** 255 characters at most, like all texts here. */
  readonly server: string;
  /** 0 to 65535. 0 if none is given. */
  readonly port: number;
  /** How to log in, such as `plain-text` or `OAuth`. */
  readonly authType: string;
  readonly userName: string;
}

/** A login as it is stored. */
export interface StoredServiceAuth extends ServiceAuthFields {
  readonly id: number;
  /** The owner: the user who added it. */
  readonly associateId: number;
  /** The password or token, sealed. */
  readonly sealed: Uint8Array;
}

/** A login as a caller gives and gets it. */
export interface ServiceAuth extends ServiceAuthFields {
  /** 0 for a new login. */
  readonly id: number;
  /**
   * A password or a token. Empty for a caller who may not read it. An empty password that is given
   * leaves the stored one unchanged.
   */
  readonly password: string;
}

/** The logins to other servers of one tenant. */
export interface ServiceAuthStore {
  find(id: number): Promise<StoredServiceAuth | null>;
  count(associateId: number): Promise<number>;
  /** Allocates the id of a new login. */
  takeId(): Promise<number>;
  /** @throws DomainError `not-found` for the user. */
  add(login: StoredServiceAuth): Promise<void>;
  /** The owner stays. @throws DomainError `not-found` */
  update(login: StoredServiceAuth): Promise<void>;
  remove(id: number): Promise<void>;
}

/** The most logins of one user. */
export const SERVICE_AUTHS_MAX = 100;

const CHARACTERS_MAX = 255;
const PORT_MAX = 65_535;

/** @throws DomainError `invalid-argument` with the field and its problem. */
export function requireServiceAuth(login: ServiceAuth): void {
  requireNoProblem(
    lineProblem('server', login.server, CHARACTERS_MAX),
    lineProblem('authentication type', login.authType, CHARACTERS_MAX),
    lineProblem('user name', login.userName, CHARACTERS_MAX),
    textProblem('password', login.password, CHARACTERS_MAX),
  );
  if (login.port >= 0 && login.port <= PORT_MAX) return;
  const message = `The port ${login.port} is not a number from 0 to ${PORT_MAX}.`;
  throw new DomainError('invalid-argument', message);
}
