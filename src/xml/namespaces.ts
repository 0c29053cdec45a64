/**
 * Which namespace a prefix stands for, at each place of a document.
 *
 * @see https://www.w3.org/TR/xml-names/
 */

const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';
const XMLNS_NAMESPACE = 'http://www.w3.org/2000/xmlns/';

export class Namespaces {
  readonly #prefixes: string[] = ['xml', ''];
  readonly #namespaces: string[] = [XML_NAMESPACE, ''];

  /** How many declarations hold at this place, by which to return to it. */
  get depth(): number {
    return this.#prefixes.length;
  }

  /**
   * @param prefix empty for the default namespace.
   * @param since the depth at which the element with the declaration began.
   * @returns what is wrong with the declaration, or null.
   */
  declare(prefix: string, namespace: string, since: number): string | null {
    const problem = problemOf(prefix, namespace);
    if (problem !== null) return problem;
    if (this.#prefixes.lastIndexOf(prefix) >= since) return 'a namespace is declared twice';
    this.#prefixes.push(prefix);
    this.#namespaces.push(namespace);
    return null;
  }

  returnTo(depth: number): void {
    this.#prefixes.length = depth;
    this.#namespaces.length = depth;
  }

  /** Null for a prefix that was not declared. */
  find(prefix: string): string | null {
    const index = this.#prefixes.lastIndexOf(prefix);
    return this.#namespaces[index] ?? null;
  }
}

/** Sections 3 and 5. */
function problemOf(prefix: string, namespace: string): string | null {
  if (prefix === 'xmlns') return 'the prefix xmlns cannot be declared';
  if ((prefix === 'xml') !== (namespace === XML_NAMESPACE)) {
    return `the prefix xml and the namespace ${XML_NAMESPACE} belong to each other`;
  }
  if (namespace === XMLNS_NAMESPACE) return `nothing can be in the namespace ${XMLNS_NAMESPACE}`;
  if (prefix !== '' && namespace === '') return `the prefix ${prefix} has no namespace`;
  return null;
}
