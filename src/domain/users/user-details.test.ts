import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AssociateDetails, noDetails } from './associate.ts';
import { detailsProblems } from './user-details.ts';

/** Fields with keys of 10 characters. */
const fields = (count: number, value = '') =>
  new Map(Array.from({ length: count }, (_, n) => [`k${n}`.padEnd(10, '.'), value]));
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

const accepted: Readonly<Record<string, Partial<AssociateDetails>>> = {
  'nothing at all': {},
  'the longest texts': {
    requestSignature: `${'x'.repeat(99_998)}\r\n`,
    absenceMessage: 'x'.repeat(255),
  },
  'the most categories': { ticketCategoryIds: [...numbers(999), 2 ** 31 - 1] },
  'the most fields': { extraFields: fields(200), customFields: fields(200, 'x'.repeat(490)) },
  'the longest field': { extraFields: new Map([['k'.repeat(254), 'x'.repeat(3999)]]) },
};

const refused: Readonly<Record<string, readonly [Partial<AssociateDetails>, string, RegExp]>> = {
  'a signature that is too long': [
    { requestSignature: 'x'.repeat(100_001) },
    'RequestSignature',
    /signature has 100001 characters\. It may have 100000 at most/,
  ],
  'a control character': [{ requestSignature: 'a\0' }, 'RequestSignature', /control characters/],
  'a long message': [{ absenceMessage: 'x'.repeat(256) }, 'Message', /It may have 255 at most/],
  'too many categories': [
    { ticketCategoryIds: numbers(1001) },
    'TicketCategories',
    /A user has 1000 at most/,
  ],
  'a category that is none': [
    { ticketCategoryIds: [1, 0] },
    'TicketCategories',
    /The id 0 of a request category is not a whole number from 1 to 2147483647/,
  ],
  'too many fields': [{ extraFields: fields(201) }, 'ExtraFields', /A user has 200 at most/],
  'fields that are too long together': [
    { customFields: fields(200, 'x'.repeat(491)) },
    'CustomFields',
    /have 100200 characters\. They may have 100000 together/,
  ],
  'an empty key': [{ extraFields: new Map([['', '']]) }, 'ExtraFields', /must not be empty/],
  'a key that objects cannot have': [
    { customFields: new Map([['__proto__', '']]) },
    'CustomFields',
    /must not be __proto__/,
  ],
  'a long key': [
    { extraFields: new Map([['k'.repeat(255), '']]) },
    'ExtraFields',
    /The key of a field has 255 characters/,
  ],
  'a long value': [
    { extraFields: new Map([['k', 'x'.repeat(4000)]]) },
    'ExtraFields',
    /value of the field k has 4000 characters/,
  ],
};

describe('the details of a user', () => {
  for (const [what, given] of Object.entries(accepted)) {
    it(`can be ${what}`, () => {
      assert.deepEqual(detailsProblems({ ...noDetails, ...given }), new Map());
    });
  }

  for (const [what, [given, field, message]] of Object.entries(refused)) {
    it(`cannot have ${what}`, () => {
      const problems = detailsProblems({ ...noDetails, ...given });
      assert.deepEqual([...problems.keys()], [field]);
      assert.match(problems.get(field) ?? '', message);
    });
  }
});
