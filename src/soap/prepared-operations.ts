/** Decoders and encoders of operations, created at the first call of each operation. */
import {
  actionOf,
  requestElementOf,
  responseElementOf,
  type Service,
} from '../contract/service.ts';
import { type FieldsDecoder, fieldsDecoder } from '../xsd/decode.ts';
import type { Encoder, FieldsEncoder } from '../xsd/encode.ts';
import type { Fields } from '../xsd/types.ts';

export interface PreparedOperation {
  readonly name: string;
  readonly action: string;
  /** The name in the log, such as `User.GetAccessToken`. */
  readonly label: string;
  readonly decode: FieldsDecoder<Fields>;
  /** Writes the wrapper element of the response. */
  readonly encode: FieldsEncoder;
}

/** The operations of one service. Most are never called. */
export class PreparedOperations {
  readonly service: Service;
  readonly #encoder: Encoder;
  readonly #prepared = new Map<string, PreparedOperation>();

  constructor(service: Service, encoder: Encoder) {
    this.service = service;
    this.#encoder = encoder;
  }

  /**
   * Returns null if the service has no such operation.
   *
   * @param element the name of the wrapper element of the request.
   */
  find(element: string): PreparedOperation | null {
    return this.#prepared.get(element) ?? this.#prepare(element);
  }

  #prepare(element: string): PreparedOperation | null {
    const { name: serviceName, namespace, operations } = this.service;
    const found = Object.entries(operations).find(
      ([name, operation]) => requestElementOf(name, operation) === element,
    );
    if (!found) return null;
    const [name, operation] = found;
    const wrapper = { namespace, name: responseElementOf(name, operation) };
    const prepared = {
      name,
      action: actionOf(this.service, name),
      label: `${serviceName}.${name}`,
      decode: fieldsDecoder(operation.request, namespace),
      encode: this.#encoder.wrapper(wrapper, operation.response),
    };
    this.#prepared.set(element, prepared);
    return prepared;
  }
}
