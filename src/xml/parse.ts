/**
 * Reads an XML document into elements in one pass, under limits.
 *
 * SOAP forbids document type declarations and processing instructions (SOAP 1.1 section 3, SOAP 1.2
 * part 1 section 5). So no entity can be declared, and only the five that XML predefines are
 * expanded.
 */
import type { XmlElement } from './element.ts';
import { type XmlLimits, xmlLimitsDefault } from './xml-limits.ts';
import { XmlReader } from './xml-reader.ts';

/**
 * Parses a whole document and returns its root.
 *
 * @throws XmlError `not-well-formed`, `forbidden` or `too-large`.
 */
export function parseXml(text: string, limits: XmlLimits = xmlLimitsDefault): XmlElement {
  return new XmlReader(text, limits).readDocument();
}
