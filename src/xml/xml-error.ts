/**
 * Why a document was refused:
 * - `not-well-formed`: it is not XML, or not namespace-well-formed.
 * - `forbidden`: it has a document type declaration or a processing instruction, which SOAP
 *   excludes.
 * - `too-large`: it exceeds a limit.
 * - `encoding`: its bytes are not in the encoding that it names.
 * - `encoding-unknown`: that encoding is not supported.
 */
export type XmlErrorCode =
  | 'not-well-formed'
  | 'forbidden'
  | 'too-large'
  | 'encoding'
  | 'encoding-unknown';

/** A refused document. The message is safe to show to the sender of the document. */
export class XmlError extends Error {
  readonly code: XmlErrorCode;

  constructor(code: XmlErrorCode, message: string) {
    super(message);
    this.name = 'XmlError';
    this.code = code;
  }
}
