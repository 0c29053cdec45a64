/** The addresses at which system users get their tickets: a SOAP service and its twin in JSON. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { partnerSystemUserService } from '../contract/partner-system-user.ts';
import type { Caller, Performer } from '../contract/service.ts';
import { isUnavailable } from '../domain/errors.ts';
import { isUtf8 } from '../media/charset.ts';
import { readMediaType } from '../media/media-type.ts';
import { SoapEndpoint, type SoapOptions } from '../soap/endpoint.ts';
import { servicePage } from '../soap/help-page.ts';
import { InjectedException } from '../web/injected-exception.ts';
import { addRoute } from '../web/routes.ts';
import { WebProblem } from '../web/web-problem.ts';
import type { WebRequestContext } from '../web/web-request-context.ts';
import { loginPaths } from './discovery.ts';
import { UNEXPECTED } from './login-problem.ts';
import { systemUserWsdl } from './system-user-wsdl.ts';
import {
  answerSystemUser,
  type SystemUserAnswer,
  type SystemUserRequest,
  type SystemUsersOptions,
  systemUserOperation,
} from './system-users.ts';

export interface SystemUserRoutesOptions extends SystemUsersOptions {
  readonly soap: SoapOptions;
  readonly onUnexpectedError: (error: unknown, requestId: string) => void;
}

export function addSystemUserRoutes(app: FastifyInstance, options: SystemUserRoutesOptions): void {
  const endpoint = new SoapEndpoint(partnerSystemUserService, {
    ...options.soap,
    headerNames: new Set(Object.keys(partnerSystemUserService.requestHeaders)),
    // The answers have no header block for errors.
    wrapExceptions: false,
  });
  addRoute(app, loginPaths.systemUserSoap, {
    GET: async (request, reply) => describeService(request, reply),
    POST: async (request, reply) => answerSoap(endpoint, options, request, reply),
  });
  addRoute(app, loginPaths.systemUserRest, {
    POST: async ({ context, headers, body }, reply) => {
      context.operation = systemUserOperation;
      const request = readRequest(headers['content-type'], body);
      return answerSystemUser(options, context, request).catch((error) =>
        answerFailure(options, context, reply, error),
      );
    },
  });
}

async function describeService({ context, query }: FastifyRequest, reply: FastifyReply) {
  context.operation = 'PartnerSystemUserService';
  const address = context.baseUrlOf('') + loginPaths.systemUserSoap;
  const asked = Object.keys(query as object).map((name) => name.toLowerCase());
  if (asked.includes('wsdl') || asked.includes('singlewsdl')) {
    return reply.type('text/xml; charset=utf-8').send(systemUserWsdl(address));
  }
  return reply
    .headers({
      'Content-Security-Policy':
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    })
    .type('text/html; charset=utf-8')
    .send(servicePage(partnerSystemUserService, address));
}

/** Programs read JSON, also when the server fails. */
function answerFailure(
  { onUnexpectedError }: SystemUserRoutesOptions,
  context: WebRequestContext,
  reply: FastifyReply,
  error: unknown,
): SystemUserAnswer {
  const { caller } = context;
  const { notes }: Caller = caller;
  if (notes) notes.error = error;
  const isInjected = error instanceof InjectedException;
  if (!isInjected) onUnexpectedError(error, caller.requestId);
  context.outcome = 'error';
  reply.code(isUnavailable(error) ? 503 : 500);
  const ErrorMessage = isInjected ? error.message : UNEXPECTED;
  return { IsSuccessful: false, Token: null, ErrorMessage };
}

async function answerSoap(
  endpoint: SoapEndpoint,
  options: SystemUsersOptions,
  { context, headers, body }: FastifyRequest,
  reply: FastifyReply,
) {
  const { soapaction: soapAction } = headers;
  const answer = await endpoint.handle({
    contentType: headers['content-type'],
    soapAction: Array.isArray(soapAction) ? soapAction.join(',') : soapAction,
    body: body instanceof Buffer ? body : Buffer.alloc(0),
    caller: context.caller,
    perform: performerIn(options, context),
  });
  context.operation = answer.operation ?? null;
  if (context.outcome === '') context.outcome = answer.outcome;
  return reply
    .code(answer.status)
    .headers(answer.headers ?? {})
    .type(answer.contentType)
    .send(answer.body);
}

function performerIn(options: SystemUsersOptions, context: WebRequestContext): Performer {
  return async (_operation, request, { headers }) =>
    answerSystemUser(options, context, {
      protocol: 'soap',
      applicationToken: textOf(headers['ApplicationToken']),
      contextIdentifier: textOf(headers['ContextIdentifier']).trim(),
      signedSystemToken: textOf(request['SignedSystemToken']).trim(),
      returnTokenType: textOf(request['ReturnTokenType']),
    });
}

/** @throws WebProblem for a body that is not a JSON object of texts. */
function readRequest(contentType: string | undefined, body: unknown): SystemUserRequest {
  const mediaType = readMediaType(contentType);
  if (mediaType?.essence !== 'application/json' || !isUtf8(mediaType.charset)) {
    throw new WebProblem(415, 'Expected the body as application/json in UTF-8.');
  }
  const given = parse(body);
  const find = (name: string) => {
    const value = given.get(name.toLowerCase()) ?? '';
    if (typeof value === 'string') return value.trim();
    throw new WebProblem(400, `${name} must be a text.`);
  };
  return {
    protocol: 'rest',
    applicationToken: find('ApplicationToken'),
    contextIdentifier: find('ContextIdentifier'),
    signedSystemToken: find('SignedSystemToken'),
    // Like in SOAP, where the first one is meant if there is none.
    returnTokenType: find('ReturnTokenType') || 'Jwt',
  };
}

/** Returns the properties by their names in lower case, because .NET servers ignore the case. */
function parse(body: unknown): ReadonlyMap<string, unknown> {
  try {
    const json: unknown = JSON.parse(
      body instanceof Uint8Array ? Buffer.from(body).toString() : '',
    );
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) {
      return new Map(Object.entries(json).map(([name, value]) => [name.toLowerCase(), value]));
    }
  } catch {
    // Told below.
  }
  throw new WebProblem(400, 'Expected the body to be a JSON object.');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
