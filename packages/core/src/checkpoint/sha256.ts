/** SHA-256 by the Web Crypto API, which both Node and pages have (pages in a secure context). */

/** The digest of the concatenation of texts (UTF-8) and bytes, in hexadecimal. */
export async function sha256(parts: readonly (string | Uint8Array)[]): Promise<string> {
  const bytes = parts.map((part) =>
    typeof part === 'string' ? new TextEncoder().encode(part) : part,
  );
  const all = new Uint8Array(bytes.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of bytes) {
    all.set(part, at);
    at += part.length;
  }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', all));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
