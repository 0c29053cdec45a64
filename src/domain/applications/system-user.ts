/**
 * System users: the users that applications work as at a tenant if no person is logged in. An
 * application has at most one system user there, and a user is the system user of at most one
 * application.
 */

export interface SystemUser {
  readonly applicationId: number;
  readonly associateId: number;
}

/** The system users of one tenant. They are removed with their application and with their user. */
export interface SystemUserStore {
  /** Returns the associate id. Null if the application has none. */
  find(applicationId: number): Promise<number | null>;
  /** Lists system users, ordered by application id. */
  list(): Promise<readonly SystemUser[]>;
  /**
   * Replaces the system user of the application.
   *
   * @throws DomainError `not-found` for application or associate, `conflict` if the associate is
   *   the system user of another application.
   */
  set(applicationId: number, associateId: number): Promise<void>;
  /** Returns whether there was one. */
  remove(applicationId: number): Promise<boolean>;
}
