/** The part of the schema about contacts and persons. */
import * as z from 'zod';
import { contactNameProblem } from '../domain/contacts/contact.ts';
import { emailProblem } from '../domain/persons/person.ts';
import { idNumber, plainName, plainText, record, ruledText, truth } from './seed-fields.ts';
import { formerName, id, rank, reference, TEXT } from './shared-fields.ts';

const DESCRIPTION = 3999;

export const contact = record({
  id: id('contact'),
  name: ruledText(contactNameProblem, 219).describe('Name of the company.'),
  formerName,
  department: plainText(TEXT).optional().describe('Department, if the contact is one.'),
  orgNumber: plainText(TEXT).optional().describe('Organisation number.'),
  phone: plainText(TEXT).optional().describe('Phone number.'),
  countryId: reference('the country'),
  businessId: reference('the business'),
  categoryId: reference('the category'),
  ownerAssociateId: reference('the user who looks after it'),
  ownCompany: truth()
    .optional()
    .describe('Whether it is one of our companies: internal users belong to those only.'),
}).meta({ id: 'contact', description: 'A contact: a company that persons belong to.' });

export const contactReference = z
  .union([plainName(), idNumber(), z.null()], {
    error: 'expected the name or the id of a contact, or null',
  })
  .optional()
  .describe(
    'Name or id of the contact that the person belongs to; null for none; by default the own ' +
      'company.',
  );

export const personReference = z
  .union([idNumber(), plainName(), z.null()], {
    error: 'expected the id, the e-mail address or the name of a person, or null',
  })
  .optional()
  .describe(
    'Id, e-mail address or full name of the person. An id that does not exist is added, with the ' +
      'fields that are given here. Null for none.',
  );

export const email = ruledText(emailProblem, TEXT).nullable().optional();

export const person = record({
  id: id('person'),
  firstName: plainText(TEXT).optional().describe('First name.'),
  middleName: plainText(TEXT).optional().describe('Middle name.'),
  lastName: plainText(TEXT).optional().describe('Last name.'),
  contact: contactReference,
  mrMrs: plainText(TEXT).optional().describe('Form of address, such as Ms.'),
  title: plainText(TEXT).optional().describe('Title, such as Sales manager.'),
  position: plainText(TEXT).optional().describe('Position.'),
  email: email.describe('E-mail address, by which a person without an id is found.'),
  directPhone: plainText(TEXT).optional().describe('Direct phone number.'),
  mobilePhone: plainText(TEXT).optional().describe('Mobile phone number.'),
  description: plainText(DESCRIPTION).optional().describe('Says who it is.'),
  countryId: reference('the country, where it is not that of the contact'),
  rank,
  retired: truth().optional().describe('Whether the person has left.'),
}).meta({ id: 'person', description: 'A person. Users are persons.' });
