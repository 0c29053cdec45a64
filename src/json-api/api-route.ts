/** One declaration for each route of a JSON API: it is served, checked and described by it. */
import type { Readable } from 'node:stream';
import * as z from 'zod';
import { readInput } from './read-input.ts';

export type ApiMethod = 'GET' | 'PUT' | 'POST' | 'DELETE';

/** @typeParam S what the routes of the API act on. */
export interface ApiRoute<S> {
  readonly method: ApiMethod;
  /** Such as `/states/{name}`. There is at most one variable in it. */
  readonly path: string;
  readonly summary: string;
  /** Of the query of GET, and of the body of other methods. */
  readonly input: z.ZodType;
  /** The body may be YAML, too. It is then passed on as text. */
  readonly takesYaml: boolean;
  /** Null if there is none; the status is then 204. */
  readonly answer: z.ZodType | null;
  /** The media type of a stream. Null if the answer is JSON. */
  readonly streams: string | null;
  readonly status: 200 | 201 | 204;
  /** Answers without credentials. */
  readonly isPublic: boolean;
  /**
   * @param given the query as an object, or the parsed body.
   * @throws DomainError `invalid-argument` if the given input is not as declared, and the errors of
   * the subject.
   */
  perform(subject: S, given: unknown, call: ApiCall): Promise<unknown>;
}

export interface ApiCall {
  /** The variable part of the path. Empty if there is none. */
  readonly key: string;
  /** Aborted when the client has disconnected. */
  readonly gone: AbortSignal;
}

export interface ApiDeclaration<S, I extends z.ZodType, A extends z.ZodType> {
  readonly method: ApiMethod;
  readonly path: string;
  readonly summary: string;
  /** By default neither a query nor a body. */
  readonly input?: I;
  readonly takesYaml?: boolean;
  readonly answer?: A;
  /** The media type of a stream, which `answer` describes. */
  readonly streams?: string;
  /** Whether it makes something: the status is then 201. */
  readonly creates?: boolean;
  readonly isPublic?: boolean;
  readonly perform: (
    subject: S,
    input: z.output<I>,
    call: ApiCall,
  ) => Promise<z.input<A> | Readable>;
}

const nothing = z.strictObject({}, { error: 'not known here; expected nothing' });

/** Returns a function that declares the routes of one API. */
export function routesOf<S>() {
  return <I extends z.ZodType = typeof nothing, A extends z.ZodType = z.ZodVoid>(
    declaration: ApiDeclaration<S, I, A>,
  ): ApiRoute<S> => {
    const { method, path, summary, answer = null, perform } = declaration;
    const { takesYaml = false, streams = null, creates = false, isPublic = false } = declaration;
    const input: z.ZodType = declaration.input ?? nothing;
    return {
      method,
      path,
      summary,
      input,
      takesYaml,
      answer,
      streams,
      status: answer === null ? 204 : creates ? 201 : 200,
      isPublic,
      perform: (subject, given, call) =>
        perform(subject, readInput(input, given) as z.output<I>, call),
    };
  };
}
