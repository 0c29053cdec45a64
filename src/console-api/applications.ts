/** Applications, and what tenants allow them, in the console's API. */
import * as z from 'zod';
import { instant } from '../json-api/api-fields.ts';
import { idNumber, plainText, record } from '../seed/seed-fields.ts';
import { tenant } from './tenant-field.ts';

const REDIRECT_URI_CHARACTERS_MAX = 2000;

const publicKey = z.object({
  id: z.string(),
  type: z.string().describe('Such as EC P-256, or RSA 3072 with the bits of its modulus.'),
});

const applicationFields = {
  id: z.int(),
  clientId: z.string(),
  name: z.string(),
  agents: z.array(z.string()).describe('Restricted agents that it may use.'),
  tenants: z.array(z.string()).nullable().describe('Null if all tenants have installed it.'),
  createdAt: instant,
  disabledAt: instant.nullable(),
  tokensFrom: z.array(instant).describe('When its valid tokens were made, the newest first.'),
  publicKeys: z.array(publicKey),
  redirectUris: z.array(z.string()).describe('Where people return to after they sign in.'),
  native: z.boolean().describe("Runs on people's own devices, and keeps no secret."),
  serverToServer: z.boolean().describe('May work at a tenant without a person.'),
};

export const applicationRecord = z.object(applicationFields).meta({ id: 'Application' });
export type ApplicationRecord = z.infer<typeof applicationRecord>;

export const applicationRecords = z.array(applicationRecord);

/** Without the system token. */
const consentRecord = z
  .object({
    tenant: z.string(),
    state: z.enum(['missing', 'given', 'needs-reapproval', 'revoked']),
    agents: z.array(z.string()).describe('Restricted agents that the tenant consented to.'),
    serverToServer: z.boolean().describe('Whether it consented to work without a person.'),
    givenAt: instant.nullable(),
    revokedAt: instant.nullable(),
    systemUser: z.string().nullable().describe('The user that the application works as.'),
  })
  .meta({ id: 'Consent' });
export type ConsentRecord = z.infer<typeof consentRecord>;

export const applicationDetail = z
  .object({
    ...applicationFields,
    consent: consentRecord.nullable().describe('Of the tenant. Null if none is named Online.'),
  })
  .meta({ id: 'ApplicationDetail' });
export type ApplicationDetail = z.infer<typeof applicationDetail>;

const applicationId = idNumber();

export const redirectUriOf = record({
  applicationId,
  redirectUri: plainText(REDIRECT_URI_CHARACTERS_MAX),
});

export const applicationOfTenant = record({ tenant, applicationId });

export const shownSystemToken = z
  .object({
    systemToken: z
      .string()
      .nullable()
      .describe('Null unless the consent is in force and the application works without a person.'),
  })
  .meta({ id: 'SystemToken' });
export type ShownSystemToken = z.infer<typeof shownSystemToken>;
