/** How much of everything there may be in a document. */

export interface XmlLimits {
  /** Deepest nesting of elements; the root is 1. */
  readonly depthMax: number;
  readonly elementsMax: number;
  /** On one element, namespace declarations included. */
  readonly attributesMax: number;
  /**
   * Longest namespace name. Attributes are compared by namespace and name, so a long one would cost
   * its length for each of them.
   */
  readonly namespaceCharactersMax: number;
  /**
   * Declarations of namespaces that hold at one place. Each prefix is looked for among them, so
   * that many would cost their number for each name.
   */
  readonly namespacesMax: number;
}

export const xmlLimitsDefault: XmlLimits = {
  depthMax: 64,
  elementsMax: 10_000,
  attributesMax: 128,
  namespaceCharactersMax: 1024,
  namespacesMax: 256,
};
