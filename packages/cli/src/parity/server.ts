/** A model on a server of the Open Inference Protocol as one runtime of a comparison. */
import type { ParityCandidate, ProcessLimits } from '@ganport/parity';
import { createSession } from '@ganport/runtime/node';
import { defined } from '../arguments.ts';

/**
 * @param address `http://host:port/v2/models/NAME` or `grpc://host:port/NAME`; the key of the server, if it
 * needs one, is in the environment variable GANPORT_API_KEY
 */
export function serverCandidate(
  address: string,
  { timeLimit }: ProcessLimits = {},
): ParityCandidate {
  const key = process.env['GANPORT_API_KEY'] || undefined;
  const server = defined({ timeLimit, key });
  return {
    runtime: 'server',
    provider: address.split(':', 1)[0] ?? '',
    open: () => createSession(address, { providers: ['server'], server }),
  };
}
