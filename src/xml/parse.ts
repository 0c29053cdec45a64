/**
 * Reads an XML document in one pass into elements, under limits.
 *
 * SOAP forbids document type declarations and processing instructions (SOAP 1.1 section 3, SOAP 1.2
 * part 1 section 5), so entities can never be declared here, and none is ever expanded beyond the
 * five that XML predefines.
 */
import type { XmlElement } from './element.ts';
import { type XmlLimits, xmlLimitsDefault } from './xml-limits.ts';
import { XmlReader } from './xml-reader.ts';

/**
 * Parses a whole document and answers its root.
 *
 * @throws XmlError `not-well-formed`, `forbidden` or `too-large`.
 */
export function parseXml(text: string, limits: XmlLimits = xmlLimitsDefault): XmlElement {
  return new XmlReader(text, limits).readDocument();
}
