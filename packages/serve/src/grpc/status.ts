/** The errors of the server as statuses of gRPC. */
import { type Metadata, type ServerErrorResponse, status } from '@grpc/grpc-js';
import { type HttpProblem, problemOf, type ProblemStatus } from '../problem.ts';

const codes: Readonly<Record<ProblemStatus, status>> = {
  400: status.INVALID_ARGUMENT,
  401: status.UNAUTHENTICATED,
  403: status.PERMISSION_DENIED,
  404: status.NOT_FOUND,
  405: status.UNIMPLEMENTED,
  408: status.DEADLINE_EXCEEDED,
  413: status.RESOURCE_EXHAUSTED,
  415: status.INVALID_ARGUMENT,
  422: status.INVALID_ARGUMENT,
  429: status.RESOURCE_EXHAUSTED,
  499: status.CANCELLED,
  500: status.INTERNAL,
  503: status.UNAVAILABLE,
  504: status.DEADLINE_EXCEEDED,
};

/** What a call that failed answers, and its status in HTTP, for the log. */
export function failureOf(thrown: unknown): {
  readonly problem: HttpProblem;
  readonly response: Partial<ServerErrorResponse>;
} {
  const problem = problemOf(thrown);
  return { problem, response: { code: codes[problem.status], details: problem.message } };
}

/** The first value of a header, as text. */
export function headerOf(metadata: Metadata, name: string): string | undefined {
  return metadata.get(name)[0]?.toString();
}
