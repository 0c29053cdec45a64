/** Which tenant a request to the console's API is about. */
import { idNumber, plainText, record } from '../seed/seed-fields.ts';

const IDENTIFIER_CHARACTERS_MAX = 32;

export const tenant = plainText(IDENTIFIER_CHARACTERS_MAX)
  .exactOptional()
  .describe('The context identifier of the tenant; needed Online.');

/** In a query. */
export const ofTenant = record({ tenant });

/** In a body. */
export const userOfTenant = record({ tenant, userId: idNumber() });
