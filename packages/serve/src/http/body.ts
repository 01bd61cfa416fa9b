/** Reads the body of a request, up to a limit. */
import type { IncomingMessage } from 'node:http';
import { HttpProblem } from '../problem.ts';

/**
 * The bytes that a request announces, as far as they count for the queue: those of a body without a length may
 * be as many as the limit.
 *
 * @throws HttpProblem 413 for more than the limit
 */
export function announcedBytes({ headers }: IncomingMessage, limit: number): number {
  const text = headers['content-length'];
  if (text === undefined) return headers['transfer-encoding'] === undefined ? 0 : limit;
  const length = Number(text);
  if (length > limit) throw tooLarge(limit);
  return length;
}

/** @throws HttpProblem 413 for more than `limit` bytes, 400 when the client ends it early */
export function readBody(incoming: IncomingMessage, limit: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    incoming.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > limit) {
        incoming.pause();
        reject(tooLarge(limit));
        return;
      }
      chunks.push(chunk);
    });
    incoming.once('end', () => resolve(Buffer.concat(chunks)));
    incoming.once('error', ({ message }) => reject(new HttpProblem(400, `the body: ${message}`)));
    incoming.once('close', () => {
      if (!incoming.readableEnded) reject(new HttpProblem(499, 'the client has gone'));
    });
  });
}

function tooLarge(limit: number): HttpProblem {
  // What is left of the body is not read, so the connection cannot be used again.
  return new HttpProblem(413, `the body has more than ${limit} bytes; send fewer rows at once`, {
    connection: 'close',
  });
}
