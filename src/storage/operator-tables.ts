/** The tables of the console. See `schema.ts`. */
import type { Generated } from 'kysely';
import type { OperatorRole } from '../domain/operators/operator.ts';

export interface OperatorTable {
  readonly id: Generated<number>;
  readonly name: string;
  /** Unique. */
  readonly name_folded: string;
  readonly role: OperatorRole;
  readonly password_hash: string;
  readonly created_at_ms: number;
}

/** Links that log in at the console, once. */
export interface ConsoleLinkTable {
  readonly secret_hash: string;
  /** As the audit trail names the actor. */
  readonly name: string;
  readonly role: OperatorRole;
  readonly expires_at_ms: number;
}

export interface ConsoleSessionTable {
  readonly secret_hash: string;
  /** Null for a session that a link started. */
  readonly operator_id: number | null;
  /** As the audit trail names the actor. */
  readonly name: string;
  readonly role: OperatorRole;
  readonly started_at_ms: number;
  readonly idle_ends_at_ms: number;
  readonly ends_at_ms: number;
}
