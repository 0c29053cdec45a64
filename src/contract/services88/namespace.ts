/** The namespace of the contract; its version is the last part of it. */
import { XmlNamespace } from '../../xsd/declare.ts';

export const services88 = new XmlNamespace(
  'http://www.superoffice.net/ws/crm/NetServer/Services88',
);
