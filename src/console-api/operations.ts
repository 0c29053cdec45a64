/** The operations of the contract, for a form that calls them. */
import * as z from 'zod';
import { plainText, record } from '../seed/seed-fields.ts';
import { tenant } from './tenant-field.ts';

const NAME_CHARACTERS_MAX = 100;
const CREDENTIAL_CHARACTERS_MAX = 8192;

export const operationSummary = z
  .object({
    name: z.string().describe('Such as User/GetAccessToken.'),
    summary: z.string(),
    needsSession: z.boolean().describe('Whether it acts for a user.'),
  })
  .meta({ id: 'OperationSummary' });
export type OperationSummary = z.infer<typeof operationSummary>;

export const operationSummaries = z.array(operationSummary);

const field = z
  .object({
    name: z.string(),
    kind: z
      .enum(['text', 'secret', 'integer', 'number', 'boolean', 'time', 'choice', 'json'])
      .describe('How to fill it in. json: a record, a list or a mapping, as JSON.'),
    choices: z.array(z.string()).describe('The words of a choice. Otherwise empty.'),
    isRequired: z.boolean(),
    mayBeNull: z.boolean(),
  })
  .meta({ id: 'OperationField' });
export type OperationField = z.infer<typeof field>;

export const operationQuery = record({
  name: plainText(NAME_CHARACTERS_MAX).describe('Such as User/GetAccessToken.'),
});

export const operationForm = z
  .object({
    ...operationSummary.shape,
    fields: z.array(field),
    example: z.record(z.string(), z.unknown()).describe('A value for each field.'),
  })
  .meta({ id: 'OperationForm' });
export type OperationForm = z.infer<typeof operationForm>;

const credential = plainText(CREDENTIAL_CHARACTERS_MAX).exactOptional();

export const operationCall = record({
  operation: plainText(NAME_CHARACTERS_MAX).describe('Such as User/GetAccessToken.'),
  tenant,
  fields: z
    .record(z.string(), z.unknown(), { error: 'expected an object with the fields of the request' })
    .describe('The fields of the request.'),
  ticket: credential.describe('A 7T: ticket or an 8A: access token.'),
  user: credential.describe('A user name, for a login with a password.'),
  password: credential,
  applicationToken: credential.describe('Needed Online.'),
});
export type OperationCall = z.input<typeof operationCall>;

export const operationAnswer = z
  .object({
    status: z.int().describe('The status by which REST would answer.'),
    durationMs: z.number(),
    answer: z.unknown().describe('Null after an error, and if the operation answers nothing.'),
    error: z
      .object({
        type: z.string().describe('Such as SoSessionException.'),
        message: z.string(),
      })
      .nullable(),
  })
  .meta({ id: 'OperationAnswer' });
export type OperationAnswer = z.infer<typeof operationAnswer>;
