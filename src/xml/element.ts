/**
 * The parts of a parsed XML document. Only what SOAP needs: no comments, no entities, and no
 * position of text between elements.
 */

export interface XmlAttribute {
  readonly namespace: string;
  readonly name: string;
  readonly value: string;
}

/** An element with resolved names. `text` is all character data directly inside it, joined. */
export interface XmlElement {
  readonly namespace: string;
  readonly name: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** Returns the attribute's value, or null if the element does not have it. */
export function attributeOf(element: XmlElement, namespace: string, name: string): string | null {
  for (const attribute of element.attributes) {
    if (attribute.name === name && attribute.namespace === namespace) return attribute.value;
  }
  return null;
}
