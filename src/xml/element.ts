/**
 * What a parsed XML document is made of. Only what SOAP needs: no comments, no entities, no order
 * of text.
 */

export interface XmlAttribute {
  readonly namespace: string;
  readonly name: string;
  readonly value: string;
}

/** An element with its names resolved. `text` is all character data directly inside it, joined. */
export interface XmlElement {
  readonly namespace: string;
  readonly name: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** The attribute's value, or null when the element does not carry it. */
export function attributeOf(element: XmlElement, namespace: string, name: string): string | null {
  for (const attribute of element.attributes) {
    if (attribute.name === name && attribute.namespace === namespace) return attribute.value;
  }
  return null;
}
