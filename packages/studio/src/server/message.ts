/** Bodies of requests in the form of @ganport/parity's messages. */
import { decodeMessage } from '@ganport/parity/internal/web';
import { StudioError } from '../errors.ts';

/** What a body says; nothing of it is checked yet. @throws StudioError 'bad-request' */
export function decoded(bytes: ArrayBuffer): unknown {
  try {
    return decodeMessage(new Uint8Array(bytes));
  } catch (cause) {
    throw new StudioError('bad-request', 'request: is no message of the page', { cause });
  }
}
