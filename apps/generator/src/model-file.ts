/** The model's file: its address and its bytes. */
import { PageError } from './errors.ts';

/** The most bytes of a model: what WebAssembly can hold beside its computation. */
const LARGEST = 2 ** 30;

/**
 * `?model=` of the page's address, seen from the page; without it generator.onnx beside the page. A
 * model comes from the page's own site or over https, so that nobody on the way can replace it.
 *
 * @throws PageError `bad-address`
 */
export function modelAddress(page: string): URL {
  const given = new URL(page).searchParams.get('model') || 'generator.onnx';
  if (!URL.canParse(given, page)) {
    const line = `?model=${shown(given)} is no address: name a file beside the page, or an https address`;
    throw new PageError('bad-address', line);
  }
  const address = new URL(given, page);
  if (address.protocol !== 'https:' && address.origin !== new URL(page).origin) {
    const line = `?model=${shown(given)} is refused: a model comes from this page's own site, or over https`;
    throw new PageError('bad-address', line);
  }
  return address;
}

/** The last part of the address, as a name for visitors. */
export function fileName({ pathname }: URL): string {
  const part = pathname.split('/').at(-1) ?? '';
  return shown(decoded(part)) || pathname;
}

/** With the characters that percent signs stand for, where they do. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Text of the address on one short line, without what turns or hides a part of it. */
function shown(text: string): string {
  const safe = text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
  return safe.length > 80 ? `${safe.slice(0, 79)}…` : safe;
}

const remedy = 'put it beside index.html, or name another with ?model=';

/**
 * @param onProgress receives the bytes so far, and those of the whole file where the server tells
 * @throws PageError `model-missing`, `model-invalid` for one that is too large
 */
export async function downloadModel(
  address: URL,
  onProgress: (loaded: number, total: number | undefined) => void = () => undefined,
): Promise<Uint8Array> {
  const name = fileName(address);
  const response = await fetch(address, { referrerPolicy: 'no-referrer' }).catch(
    (cause: unknown) => {
      const why = `cannot be fetched from ${address.origin} (is the server up, and does it allow this page?)`;
      throw new PageError('model-missing', `${name} ${why}`, { cause });
    },
  );
  if (!response.ok) {
    throw new PageError(
      'model-missing',
      `${name} is not there (the server answers ${response.status}): ${remedy}`,
    );
  }
  // Many static hosts answer a wrong address with their start page and the status 200.
  if (response.headers.get('Content-Type')?.startsWith('text/html')) {
    throw new PageError(
      'model-missing',
      `${name} is not there (the server sends a web page instead): ${remedy}`,
    );
  }
  // The length of a compressed answer is not that of its content.
  const isPlain = !response.headers.has('Content-Encoding');
  const total = isPlain ? Number(response.headers.get('Content-Length')) || undefined : undefined;
  const parts: Uint8Array[] = [];
  let loaded = 0;
  for await (const part of chunks(response)) {
    parts.push(part);
    loaded += part.length;
    if (loaded > LARGEST) {
      throw new PageError('model-invalid', `${name} has more than 1 GiB, too much for a page`);
    }
    onProgress(loaded, total);
  }
  return joined(parts, loaded);
}

async function* chunks({ body }: Response): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  if (!reader) return;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel();
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
