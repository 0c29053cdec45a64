/** One declaration for each route of the control API: it is served, checked and described by it. */
import * as z from 'zod';
import type { TestServer } from '../test-server.ts';
import { readInput } from './read-input.ts';

export type ControlMethod = 'GET' | 'PUT' | 'POST' | 'DELETE';

export interface ControlRoute {
  readonly method: ControlMethod;
  /** Below the control URL, such as `/states/{name}`. There is at most one variable in it. */
  readonly path: string;
  readonly summary: string;
  /** Of the query of GET, and of the body of other methods. */
  readonly input: z.ZodType;
  /** The body may be YAML, too. It is then passed on as text. */
  readonly takesYaml: boolean;
  /** Null if there is none; the status is then 204. */
  readonly answer: z.ZodType | null;
  readonly status: 200 | 201 | 204;
  /** Answers without the token of the control API. */
  readonly isPublic: boolean;
  /**
   * @param given the query as an object, or the parsed body.
   * @throws DomainError `invalid-argument` if the given input is not as declared, and the errors of
   * the test server.
   */
  perform(server: TestServer, given: unknown, call: ControlCall): Promise<unknown>;
}

export interface ControlCall {
  /** The variable part of the path. Empty if there is none. */
  readonly key: string;
  /** Aborted when the client has disconnected. */
  readonly gone: AbortSignal;
}

interface Declaration<I extends z.ZodType, A extends z.ZodType> {
  readonly method: ControlMethod;
  readonly path: string;
  readonly summary: string;
  /** By default neither a query nor a body. */
  readonly input?: I;
  readonly takesYaml?: boolean;
  readonly answer?: A;
  /** Whether it makes something: the status is then 201. */
  readonly creates?: boolean;
  readonly isPublic?: boolean;
  readonly perform: (
    server: TestServer,
    input: z.output<I>,
    call: ControlCall,
  ) => Promise<z.input<A>>;
}

const nothing = z.strictObject({}, { error: 'not known here; expected nothing' });

export function controlRoute<I extends z.ZodType = typeof nothing, A extends z.ZodType = z.ZodVoid>(
  declaration: Declaration<I, A>,
): ControlRoute {
  const { method, path, summary, answer = null, perform } = declaration;
  const { takesYaml = false, creates = false, isPublic = false } = declaration;
  const input: z.ZodType = declaration.input ?? nothing;
  return {
    method,
    path,
    summary,
    input,
    takesYaml,
    answer,
    status: answer === null ? 204 : creates ? 201 : 200,
    isPublic,
    perform: (server, given, call) => perform(server, readInput(input, given) as z.output<I>, call),
  };
}
