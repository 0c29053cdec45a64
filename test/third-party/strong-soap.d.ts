/** The parts of the npm package `strong-soap` that the tests use. It has no types of its own. */
declare module 'strong-soap' {
  interface ClientOptions {
    readonly endpoint?: string;
    readonly forceSoapVersion?: '1.1' | '1.2';
  }

  type Callback = (error: unknown, result: unknown, body: string, header: unknown) => void;
  type Method = (request: object, callback: Callback) => void;
  type Named<T> = Readonly<Record<string, T>>;

  interface EnvelopeDescriptor {
    readonly elements: readonly object[];
  }

  interface Operation {
    describe(definitions: Definitions): { readonly outputEnvelope: EnvelopeDescriptor };
  }

  interface Definitions {
    readonly bindings: Named<{ readonly operations: Named<Operation> }>;
  }

  interface XmlHandler {
    xmlToJson(
      namespaces: null,
      xml: string,
      descriptor: EnvelopeDescriptor,
    ): { readonly Body: Named<unknown> };
  }

  export interface Client {
    readonly wsdl: { readonly definitions: Definitions };
    readonly xmlHandler: XmlHandler;
    addSoapHeader(value: object, name: QName): void;
    clearSoapHeaders(): void;
  }

  interface QName {
    readonly nsURI: string;
    readonly name: string;
  }

  export const soap: {
    readonly QName: new (namespace: string, name: string) => QName;
    createClient(
      wsdl: string,
      options: ClientOptions,
      callback: (error: unknown, client: Client & Named<Method>) => void,
    ): void;
  };
}
