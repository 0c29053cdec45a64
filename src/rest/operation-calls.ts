/** Calls of operations by REST: finds, performs and explains them. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Service } from '../contract/service.ts';
import { isUnavailable } from '../domain/errors.ts';
import type { RequestHead } from '../web/request-head.ts';
import { explainProblem, findSite, type Sites } from '../web/sites.ts';
import { WebProblem } from '../web/web-problem.ts';
import type { WebRequestContext } from '../web/web-request-context.ts';
import { JsonDecodeError } from '../xsd/decode-json.ts';
import { challengesOf, proofOf } from './authorization.ts';
import { operationsOf, PRINCIPAL_PATH, type RestOperation } from './operations.ts';
import { performOperation } from './perform-operation.ts';
import { readRequestBody } from './request-body.ts';
import { bodyOf, restErrorOf, unexpectedError } from './rest-error.ts';
import type { RestCall, RestSite } from './rest-site.ts';
import { nameSoleParameter } from './sole-parameter.ts';

export const JSON_TYPE = 'application/json; charset=utf-8';

export interface OperationCallsOptions {
  /** The services as REST serves them. */
  readonly services: readonly Service[];
  readonly sites: Sites<RestSite>;
  readonly onUnexpectedError: (error: unknown, requestId: string) => void;
}

/** What a call needs of a request. It notes the operation and the outcome. */
export type CallContext = Pick<
  WebRequestContext,
  'caller' | 'firstSegment' | 'operation' | 'outcome'
>;

/** The answer to a request that failed. */
export interface ToldError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: ReturnType<typeof bodyOf>;
}

export class OperationCalls {
  readonly #options: OperationCallsOptions;
  /** By path in lower case. */
  readonly #operations: ReadonlyMap<string, RestOperation>;

  constructor(options: OperationCallsOptions) {
    this.#options = options;
    this.#operations = new Map(
      operationsOf(options.services).map((operation) => [operation.path.toLowerCase(), operation]),
    );
  }

  /** @throws WebProblem 404 */
  at(path: string): RestOperation {
    const found = this.#operations.get(path.toLowerCase());
    if (!found) throw this.nothingHere();
    return found;
  }

  nothingHere(): WebProblem {
    const { services } = this.#options;
    const agents = services.map(({ name }) => `/api/v1/Agents/${name}/...`).join(', ');
    const message = `There is nothing at this address. There is ${agents}, ${PRINCIPAL_PATH} and /api.`;
    return new WebProblem(404, message);
  }

  /**
   * Returns the answer as JSON. Null if the operation answers nothing.
   *
   * @throws WebProblem, JsonDecodeError, and the errors of the operation.
   */
  async perform(
    operation: RestOperation,
    { headers, url = '' }: Pick<RequestHead, 'headers' | 'url'>,
    context: CallContext,
    body: unknown,
  ): Promise<string | null> {
    const { service, name, declaration } = operation;
    context.operation = `${service.name}.${name}`;
    const site = await this.siteOf(context);
    const sent = readRequestBody(headers['content-type'], body, declaration.request, name);
    const json = nameSoleParameter(declaration.request, sent, url, name) ?? {};
    const performed = await performOperation(site, operation, json, callOf(headers, context));
    context.outcome = performed.outcome;
    return performed.answer === undefined ? null : JSON.stringify(performed.answer);
  }

  /** @throws WebProblem 421 */
  async siteOf(context: CallContext): Promise<RestSite> {
    const site = await findSite(this.#options.sites, context);
    if (typeof site === 'object') return site;
    throw new WebProblem(421, explainProblem(site, context.firstSegment));
  }

  /** Returns what the client may know of an error. Reports an unexpected one. */
  explain(error: unknown, headers: IncomingHttpHeaders, context: CallContext): ToldError {
    const { sites, onUnexpectedError } = this.#options;
    const { notes, requestId } = context.caller;
    if (notes) notes.error = error;
    const refused = error instanceof JsonDecodeError ? new WebProblem(400, error.message) : error;
    const known = restErrorOf(refused);
    if (!known || isUnavailable(error)) onUnexpectedError(error, requestId);
    const told = known ?? unexpectedError;
    const { status, errorType, message } = told;
    const { authorization = '' } = headers;
    const triesPassword = status === 401 && /^basic /i.test(authorization);
    context.outcome = triesPassword ? 'login-refused' : errorType;
    if (status !== 401) return { status, headers: told.headers, body: bodyOf(told) };
    const showsToken = /^bearer /i.test(authorization);
    const challenges = challengesOf(!sites.inPath, showsToken ? message : null);
    const all = { ...told.headers, 'WWW-Authenticate': [...challenges] };
    return { status, headers: all, body: bodyOf(told) };
  }
}

export function callOf(headers: IncomingHttpHeaders, { caller }: CallContext): RestCall {
  return { proof: proofOf(headers), caller, origin: 'api' };
}
