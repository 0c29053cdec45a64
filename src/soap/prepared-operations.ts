/** Decoders and encoders of operations, created at the first call of each operation. */
import { actionOf, responseElementOf, type Service } from '../contract/service.ts';
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

  /** Returns null if the service has no such operation. */
  find(name: string): PreparedOperation | null {
    return this.#prepared.get(name) ?? this.#prepare(name);
  }

  #prepare(name: string): PreparedOperation | null {
    const { name: serviceName, namespace, operations } = this.service;
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (!operation) return null;
    const wrapper = { namespace, name: responseElementOf(name, operation) };
    const prepared = {
      name,
      action: actionOf(this.service, name),
      label: `${serviceName}.${name}`,
      decode: fieldsDecoder(operation.request, namespace),
      encode: this.#encoder.wrapper(wrapper, operation.response),
    };
    this.#prepared.set(name, prepared);
    return prepared;
  }
}
