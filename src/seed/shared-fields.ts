/** Fields that entries of several kinds have. */
import { ID_MAX, idNumber, plainName, plainText, truth, wholeNumber } from './seed-fields.ts';

export const TEXT = 254;
/** The most items of one role or user. */
export const ITEMS_OF_ONE = 1000;

export const version = plainText(TEXT);

export const id = (what: string) =>
  idNumber().optional().describe(`Id of a new ${what}, without which it gets the next.`);
export const formerName = plainName()
  .optional()
  .describe('A name that it had: where nothing has the name, what has this one is renamed.');
export const tooltip = plainText(TEXT).optional().describe('Explains it in lists.');
export const description = plainText(TEXT).optional().describe('Says what it is.');
export const rank = wholeNumber(-32_768, 32_767)
  .optional()
  .describe('Its place in lists. A new one comes last.');
export const deleted = truth()
  .optional()
  .describe('Whether it can no longer be chosen. History keeps what is deleted.');

export const reference = (what: string) =>
  wholeNumber(0, ID_MAX).optional().describe(`Id of ${what}; 0, the default, for none.`);
