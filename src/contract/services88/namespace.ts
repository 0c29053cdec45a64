/** The namespace of the contract. Its last part is the version. */
import { XmlNamespace } from '../../xsd/declare.ts';

export const services88 = new XmlNamespace(
  'http://www.superoffice.net/ws/crm/NetServer/Services88',
);
