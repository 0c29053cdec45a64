/** The head of a sealed secret, as SQL. Queries and indexes must use the same expression. */
import { sql } from 'kysely';
import { SEALED_HEAD_BYTES } from '../domain/keys/sealing.ts';

export const sealedHead = sql<Uint8Array>`substr(sealed, 1, ${sql.lit(SEALED_HEAD_BYTES)})`;
