/**
 * The language that services are declared in. A declaration is the one source of the WSDL, of the
 * decoders and encoders, of the handlers' types and of the client's types.
 */
import type { DecodedFields, EncodableFields, Fields } from '../xsd/types.ts';

export interface Operation<Q extends Fields = Fields, R extends Fields = Fields> {
  /** One sentence for people: shown in the WSDL and on the help page. */
  readonly summary: string;
  readonly request: Q;
  readonly response: R;
  /**
   * The wrapper element of the response where it is not `<Name>Response`. Several operations may
   * share one.
   */
  readonly responseElement?: string;
}

export type Operations = { readonly [name: string]: Operation };

export interface Service<H extends Fields = Fields, O extends Operations = Operations> {
  /** The agent's name: the path's last segment without `.svc`, and a part of every SOAPAction. */
  readonly name: string;
  /** One sentence for people. */
  readonly summary: string;
  /** The target namespace, which carries the version of the services. */
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

/** Operations that were declared by area, in one order. A name that is missing does not compile. */
export function inOrder<const O extends Operations, const N extends keyof O>(
  operations: O,
  names: readonly N[] & ([Exclude<keyof O, N>] extends [never] ? unknown : never),
): O {
  return Object.fromEntries(names.map((name) => [name, operations[name]])) as unknown as O;
}

export function responseElementOf(name: string, declaration: Operation): string {
  return declaration.responseElement ?? `${name}Response`;
}

/** The URI that names an operation: SOAPAction in SOAP 1.1, the `action` parameter in SOAP 1.2. */
export function actionOf(declaration: Service, operationName: string): string {
  return `${declaration.namespace}/${declaration.name}/${operationName}`;
}

/** Who calls, as the connection shows it. */
export interface Caller {
  /** Network address, after trusted proxies were taken into account. For the record only. */
  readonly address: string;
  /** What the client calls itself, or null. For the record only. */
  readonly userAgent: string | null;
  /** By which the log and the audit trail know the request. */
  readonly requestId: string;
  /** The user for whom a trusted proxy or a client certificate vouches, or null. */
  readonly assertedUserName: string | null;
}

/** What a handler gets beside the request: the header blocks, decoded, and the caller. */
export interface Call<H extends Fields = Fields> {
  readonly headers: DecodedFields<H>;
  readonly caller: Caller;
}

/** One function per operation, called with `C`. A missing or misspelt one does not compile. */
export type OperationHandlers<O extends Operations, C> = {
  readonly [K in keyof O]: (
    request: DecodedFields<O[K]['request']>,
    call: C,
  ) => Promise<EncodableFields<O[K]['response']>>;
};

export type Handlers<S extends Service> =
  S extends Service<infer H, infer O> ? OperationHandlers<O, Call<H>> : never;

/** What an operation's handler is asked. */
export type RequestOf<S extends Service, K extends keyof S['operations']> = DecodedFields<
  S['operations'][K]['request']
>;

/** What an operation's handler answers. */
export type ResponseOf<S extends Service, K extends keyof S['operations']> = EncodableFields<
  S['operations'][K]['response']
>;

/**
 * One function per operation, as a client calls it. What is left out of the request is sent as
 * null, or as the zero value of its type, as generated .NET clients do.
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

/** The functions that perform a service, as whoever dispatches sees them. */
export type HandlerTable = Readonly<
  Record<string, (request: never, call: never) => Promise<object>>
>;

/** A declared service with the functions that perform it, whose types `bind` has checked. */
export interface BoundService {
  readonly declaration: Service;
  readonly handlers: HandlerTable;
}

export function bind<H extends Fields, O extends Operations>(
  declaration: Service<H, O>,
  handlers: Handlers<Service<H, O>>,
): BoundService {
  return { declaration, handlers };
}
