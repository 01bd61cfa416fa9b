/** Errors as answers: the status, and one line in the protocol's form, `{"error": "…"}`. */
import { messageOf } from '@ganport/runtime/internal';
import { RuntimeError, type RuntimeErrorCode } from '@ganport/runtime';

export type ProblemStatus =
  | 400
  | 401
  | 403
  | 404
  | 405
  | 408
  | 413
  | 415
  | 422
  | 429
  | 499
  | 500
  | 503
  | 504;

/** A request that is refused, or that failed. */
export class HttpProblem extends Error {
  readonly status: ProblemStatus;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: ProblemStatus,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** The client's mistakes are 4xx. A model that computes nothing for its input is 422. */
const statuses: Readonly<Partial<Record<RuntimeErrorCode, ProblemStatus>>> = {
  'invalid-feed': 400,
  'run-failed': 422,
  'time-limit': 504,
  disposed: 503,
};

/** Of causes that are no one's business outside, the status alone is sent. */
export function problemOf(thrown: unknown): HttpProblem {
  if (thrown instanceof HttpProblem) return thrown;
  if (thrown instanceof RuntimeError) {
    return new HttpProblem(statuses[thrown.code] ?? 500, messageOf(thrown));
  }
  // LabError names what is wrong with labels and seeds.
  if (thrown instanceof Error && thrown.name === 'LabError') {
    return new HttpProblem(400, messageOf(thrown));
  }
  return new HttpProblem(500, 'internal error; the log has its cause');
}

/** The end of a request that took too long. */
export function timeOver(seconds: number): HttpProblem {
  return new HttpProblem(
    504,
    `no result within ${seconds} s; the server is busy or the model slow`,
  );
}

/** The end of a request whose body does not arrive. */
export function bodyLate(seconds: number): HttpProblem {
  const message = `the body has not arrived within ${seconds} s`;
  return new HttpProblem(408, message, { connection: 'close' });
}
