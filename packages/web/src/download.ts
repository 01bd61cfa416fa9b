/** Downloads a model: with progress, within limits, and compared with its hash. */
import { messageOf, WebError } from './errors.ts';

/** The most bytes of a model: what WebAssembly can hold beside its computation. */
const LARGEST = 2 ** 30;

/** Milliseconds without a byte after which a download has broken off. */
const PATIENCE = 30_000;

/** What the bytes must be, where it is known. */
export interface Expected {
  /** Hexadecimal. */
  readonly sha256?: string | undefined;
  readonly bytes?: number | undefined;
}

export type OnProgress = (loaded: number, total: number | undefined) => void;

/**
 * The bytes at an address. A copy in a cache that is not what is expected is fetched again, once.
 *
 * @param address absolute
 * @throws WebError 'not-found', 'damaged'
 */
export async function download(
  address: string,
  expected: Expected,
  onProgress: OnProgress,
): Promise<Uint8Array> {
  const bytes = await fetchBytes(address, 'default', expected, onProgress);
  if ((await problemOf(bytes, expected)) === undefined) return bytes;
  const again = await fetchBytes(address, 'reload', expected, onProgress);
  const problem = await problemOf(again, expected);
  if (problem === undefined) return again;
  throw new WebError(
    'damaged',
    `${fileName(address)} ${problem}; it is damaged, or of another version of this site`,
  );
}

/** The last part of an address, as a name for visitors: short, and without what hides a part of it. */
export function fileName(address: string): string {
  const part = new URL(address).pathname.split('/').at(-1) ?? '';
  const safe = decoded(part).replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
  return (safe.length > 80 ? `${safe.slice(0, 79)}…` : safe) || 'the model';
}

/** With the characters that percent signs stand for, where they do. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Pages that are not secure have no hashes; there only the length is compared. */
async function problemOf(bytes: Uint8Array, expected: Expected): Promise<string | undefined> {
  if (expected.bytes !== undefined && bytes.length !== expected.bytes) {
    return `has ${bytes.length} bytes instead of ${expected.bytes}`;
  }
  if (expected.sha256 === undefined || !globalThis.isSecureContext) return undefined;
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes));
  const found = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0'));
  return found.join('') === expected.sha256 ? undefined : 'has another SHA-256 than it should have';
}

async function fetchBytes(
  address: string,
  cache: RequestCache,
  expected: Expected,
  onProgress: OnProgress,
): Promise<Uint8Array> {
  const name = fileName(address);
  const stall = new AbortController();
  let timer = setTimeout(() => stall.abort(), PATIENCE);
  const broken = (loaded: number, cause: unknown) =>
    new WebError(
      loaded > 0 ? 'damaged' : 'not-found',
      loaded > 0
        ? `the download of ${name} broke off after ${(loaded / 1e6).toFixed(1)} MB; try again`
        : `${name} cannot be fetched from ${new URL(address).host} (${messageOf(cause)}); are you online?`,
      { cause },
    );
  let loaded = 0;
  try {
    const response = await fetch(address, {
      cache,
      referrerPolicy: 'no-referrer',
      signal: stall.signal,
    });
    checkAnswer(response, name);
    const total = expected.bytes ?? lengthOf(response);
    const parts: Uint8Array[] = [];
    for await (const part of chunks(response)) {
      clearTimeout(timer);
      timer = setTimeout(() => stall.abort(), PATIENCE);
      parts.push(part);
      loaded += part.length;
      if (loaded > LARGEST) {
        throw new WebError('damaged', `${name} has more than 1 GiB, too much for a page`);
      }
      onProgress(loaded, total);
    }
    return joined(parts, loaded);
  } catch (thrown) {
    throw thrown instanceof WebError ? thrown : broken(loaded, thrown);
  } finally {
    clearTimeout(timer);
  }
}

/** @throws WebError 'not-found' for anything but a file */
function checkAnswer({ ok, status, headers }: Response, name: string): void {
  if (!ok) throw new WebError('not-found', `${name} is not there (the server answers ${status})`);
  // Many static hosts answer a wrong address with their start page and the status 200.
  if (headers.get('Content-Type')?.startsWith('text/html')) {
    throw new WebError('not-found', `${name} is not there (the server sends a web page instead)`);
  }
}

/** The length of a compressed answer is not that of its content. */
function lengthOf({ headers }: Response): number | undefined {
  if (headers.has('Content-Encoding')) return undefined;
  return Number(headers.get('Content-Length')) || undefined;
}

async function* chunks({ body }: Response): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  if (!reader) return;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
