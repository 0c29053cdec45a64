/**
 * System users: the users as whom applications work at a tenant where no person is logged in. An
 * application has one at most, and a user is that of one application at most.
 */

export interface SystemUser {
  readonly applicationId: number;
  readonly associateId: number;
}

/** Those of one tenant. They go with their application and with their user. */
export interface SystemUserStore {
  /** The id of the associate; null where the application has none. */
  find(applicationId: number): Promise<number | null>;
  /** In the order of application ids. */
  list(): Promise<readonly SystemUser[]>;
  /**
   * Replaces the one it has.
   *
   * @throws DomainError `not-found` for application or associate, `conflict` when the associate is
   * that of another application.
   */
  set(applicationId: number, associateId: number): Promise<void>;
  /** Answers whether there was one. */
  remove(applicationId: number): Promise<boolean>;
}
