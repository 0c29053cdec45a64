/**
 * The types that a service is declared with. The WSDL, the decoders and encoders, the types of
 * handlers and the types of the client are all derived from the declaration.
 */

import type { RequestNotes } from '../domain/request-notes.ts';
import type { DecodedFields, EncodableFields, Fields } from '../xsd/types.ts';
import type { CallFaults } from './call-faults.ts';
import type { Edition } from './editions.ts';

export interface Operation<Q extends Fields = Fields, R extends Fields = Fields> {
  /** One sentence for people. The WSDL and the help page show it. */
  readonly summary: string;
  readonly request: Q;
  readonly response: R;
  /** The wrapper element of the request, if it is not named like the operation. */
  readonly requestElement?: string;
  /**
   * The wrapper element of the response, if it is not `<Name>Response`. Operations may share one.
   */
  readonly responseElement?: string;
  /** The first edition of the contract with this operation, if some lack it. */
  readonly since?: Edition;
}

export type Operations = { readonly [name: string]: Operation };

export interface Service<H extends Fields = Fields, O extends Operations = Operations> {
  /** The agent's name: the last path segment without `.svc`, and a part of every SOAPAction. */
  readonly name: string;
  /** The name of the port type, if it is not that of the agent. It is in every SOAPAction then. */
  readonly portType?: string;
  /** One sentence for people. */
  readonly summary: string;
  /** The target namespace. It contains the version of the services. */
  readonly namespace: string;
  /** Whether an Online installation serves it only to applications that were granted it. */
  readonly restricted: boolean;
  readonly requestHeaders: H;
  readonly responseHeaders: Fields;
  readonly operations: O;
}

export function operation<const Q extends Fields, const R extends Fields>(
  declaration: Operation<Q, R>,
): Operation<Q, R> {
  return declaration;
}

export function service<const H extends Fields, const O extends Operations>(
  declaration: Service<H, O>,
): Service<H, O> {
  return declaration;
}

/**
 * Joins operations that are declared by area, in the given order. Every name must be in the order,
 * or it does not compile.
 */
export function inOrder<const O extends Operations, const N extends keyof O>(
  operations: O,
  names: readonly N[] & ([Exclude<keyof O, N>] extends [never] ? unknown : never),
): O {
  return Object.fromEntries(names.map((name) => [name, operations[name]])) as unknown as O;
}

export function requestElementOf(name: string, declaration: Operation): string {
  return declaration.requestElement ?? name;
}

export function responseElementOf(name: string, declaration: Operation): string {
  return declaration.responseElement ?? `${name}Response`;
}

/** The version as addresses name it, such as `Services88`. It is the last part of the namespace. */
export function versionNameOf({ namespace }: Service): string {
  return namespace.slice(namespace.lastIndexOf('/') + 1);
}

/** The URI that names an operation: SOAPAction in SOAP 1.1, the `action` parameter in SOAP 1.2. */
export function actionOf(declaration: Service, operationName: string): string {
  const { namespace, name, portType = name } = declaration;
  return `${namespace}/${portType}/${operationName}`;
}

/** The client of a request, as the connection shows it. */
export interface Caller {
  /**
   * Network address, after trusted proxies are taken into account. Only for the log and the audit.
   */
  readonly address: string;
  /** The client's user agent, or null. Only for the log and the audit. */
  readonly userAgent: string | null;
  /** Identifies the request in the log and in the audit trail. */
  readonly requestId: string;
  /** The user that a trusted proxy or a client certificate vouches for, or null. */
  readonly assertedUserName: string | null;
  /** Filled while the request is served. Null, or absent, if nobody reads them. */
  readonly notes?: RequestNotes | null;
  /** Null, or absent, except on a test server. */
  readonly faults?: CallFaults | null;
}

/** What a handler gets besides the request: the decoded header blocks and the caller. */
export interface Call<H extends Fields = Fields> {
  readonly headers: DecodedFields<H>;
  readonly caller: Caller;
}

/** One function per operation, called with `C`. A missing or misspelt function does not compile. */
export type OperationHandlers<O extends Operations, C> = {
  readonly [K in keyof O]: (
    request: DecodedFields<O[K]['request']>,
    call: C,
  ) => Promise<EncodableFields<O[K]['response']>>;
};

/** The type of the request that an operation's handler gets. */
export type RequestOf<S extends Service, K extends keyof S['operations']> = DecodedFields<
  S['operations'][K]['request']
>;

/** The type that an operation's handler returns. */
export type ResponseOf<S extends Service, K extends keyof S['operations']> = EncodableFields<
  S['operations'][K]['response']
>;

/**
 * One function per operation, as a client calls it. A field that is left out is sent as null, or as
 * the zero value of its type. Generated .NET clients do the same.
 */
export type ServiceClient<S extends Service> =
  S extends Service<infer H, infer O>
    ? {
        readonly [K in keyof O]: (
          request?: EncodableFields<O[K]['request']>,
          headers?: EncodableFields<H>,
        ) => Promise<DecodedFields<O[K]['response']>>;
      }
    : never;

/** Performs any operation of a service. The request is decoded as the operation declares it. */
export type Performer<C = Call> = (
  operation: string,
  request: DecodedFields<Fields>,
  call: C,
) => Promise<object>;

/**
 * Returns a performer that calls the handler of the operation.
 *
 * @throws Error from the performer, for an operation that the service does not declare.
 */
export function performerOf<O extends Operations, C>(
  handlers: OperationHandlers<O, C>,
): Performer<C> {
  // Each handler takes the decoded request of its own operation, and gets no other.
  const byName = handlers as unknown as Readonly<Record<string, Handler<C>>>;
  return (operation, request, call) => {
    const perform = byName[operation];
    if (!perform) throw new Error(`The operation ${operation} has no handler.`);
    return perform(request, call);
  };
}

type Handler<C> = (request: DecodedFields<Fields>, call: C) => Promise<object>;

/** Pairs the name of a service with its performer. It gets the header blocks that are declared. */
export function bind<H extends Fields>(
  { name }: Service<H>,
  perform: Performer<Call<H>>,
): readonly [name: string, perform: Performer] {
  return [name, perform as Performer];
}

/**
 * The outcome of an operation in the log. A refused login is not an error in this contract, but
 * operators want to see it in the log.
 */
export function outcomeOf(response: object): 'login-refused' | 'succeeded' {
  const isRefused =
    'AuthenticationSucceeded' in response && response.AuthenticationSucceeded === false;
  return isRefused ? 'login-refused' : 'succeeded';
}
