/** Limits on the parts of a document. */

export interface XmlLimits {
  /** Deepest nesting of elements; the root is 1. */
  readonly depthMax: number;
  readonly elementsMax: number;
  /** On one element, including namespace declarations. */
  readonly attributesMax: number;
  /**
   * Longest namespace name. Attributes are compared by namespace and name, so a long name would
   * make each comparison slow.
   */
  readonly namespaceCharactersMax: number;
  /**
   * Namespace declarations in scope at one place. Each prefix is searched among them, so many
   * declarations would make each search slow.
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
