/** API keys: who may use the server. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { HttpProblem } from '../problem.ts';

/** Throws HttpProblem 401 unless the headers have one of the keys; without keys, everyone may. */
export type CheckKey = (authorization: string | undefined, apiKey: string | undefined) => void;

export function keyCheck(keys: readonly string[]): CheckKey {
  const digests = keys.map(digest);
  if (digests.length === 0) return () => undefined;
  return (authorization, apiKey) => {
    const [, bearer] = /^Bearer +(\S+) *$/i.exec(authorization ?? '') ?? [];
    const given = digest(bearer ?? apiKey ?? '');
    // Digests have one length, and all are compared: the time tells nothing about a key.
    let isKnown = false;
    for (const known of digests) isKnown = timingSafeEqual(known, given) || isKnown;
    if (isKnown) return;
    const message = 'no valid key; send it as Authorization: Bearer KEY, or as X-API-Key';
    throw new HttpProblem(401, message, { 'www-authenticate': 'Bearer' });
  };
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
