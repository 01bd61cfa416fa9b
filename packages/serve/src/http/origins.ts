/**
 * Which web pages may use the server: none but its own, and those of origins that are named. A page of
 * another site can send requests to any server that its visitor's browser reaches, also to one on the
 * visitor's own machine.
 */
import { HttpProblem } from '../problem.ts';

const here = /^(localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/i;

export interface OriginRules {
  /** Origins whose pages may send requests and read the answers. */
  readonly cors: readonly string[];
  /** Whether the server is for this machine alone, so that other names of it are a page's trick. */
  readonly isLocal: boolean;
}

/** @throws HttpProblem 403 */
export function checkOrigin(
  host: string | undefined,
  origin: string | undefined,
  { cors, isLocal }: OriginRules,
): void {
  if (isLocal && !here.test(host ?? '')) {
    throw new HttpProblem(403, 'the Host is not this machine; to serve others use --host and keys');
  }
  if (origin === undefined || cors.includes(origin)) return;
  if (origin === `http://${host}` || origin === `https://${host}`) return;
  throw new HttpProblem(403, 'pages of this origin may not use the server; allow it with --cors');
}

/** Whether an address is of this machine alone. */
export function isLoopback(host: string): boolean {
  return here.test(host.includes(':') && !host.startsWith('[') ? `[${host}]` : host);
}
