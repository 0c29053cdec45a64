/**
 * Finds the namespace of a prefix at each place of a document.
 *
 * @see https://www.w3.org/TR/xml-names/
 */

const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';
const XMLNS_NAMESPACE = 'http://www.w3.org/2000/xmlns/';

/** A namespace declaration, linked to the declarations around it. */
export interface Declaration {
  readonly prefix: string;
  readonly namespace: string;
  readonly outer: Declaration | null;
  /** The number of declarations in scope, including this one but not the predeclared ones. */
  readonly count: number;
}

/** The declarations that are in scope in every document. */
export const predeclared: Declaration = {
  prefix: '',
  namespace: '',
  outer: { prefix: 'xml', namespace: XML_NAMESPACE, outer: null, count: 0 },
  count: 0,
};

/**
 * Checks a namespace declaration.
 *
 * @param prefix empty for the default namespace.
 * @param around the declarations in scope around the element with this one.
 * @returns what is wrong with the declaration, or null.
 */
export function problemOfDeclaration(
  prefix: string,
  namespace: string,
  innermost: Declaration,
  around: Declaration,
): string | null {
  for (let other = innermost; other !== around && other.outer; other = other.outer) {
    if (other.prefix === prefix) return 'a namespace is declared twice';
  }
  return problemOf(prefix, namespace);
}

/** Returns the namespace of the prefix, or null if the prefix is not declared. */
export function findNamespace(innermost: Declaration, prefix: string): string | null {
  for (let found: Declaration | null = innermost; found !== null; found = found.outer) {
    if (found.prefix === prefix) return found.namespace;
  }
  return null;
}

/** @see https://www.w3.org/TR/xml-names/ sections 3 and 5. */
function problemOf(prefix: string, namespace: string): string | null {
  if (prefix === 'xmlns') return 'the prefix xmlns cannot be declared';
  if ((prefix === 'xml') !== (namespace === XML_NAMESPACE)) {
    return `the prefix xml and the namespace ${XML_NAMESPACE} belong to each other`;
  }
  if (namespace === XMLNS_NAMESPACE) return `nothing can be in the namespace ${XMLNS_NAMESPACE}`;
  if (prefix !== '' && namespace === '') return `the prefix ${prefix} has no namespace`;
  return null;
}
